/**
 * IPDR documents (XML) as gateways and their collectors export them, read while they come in:
 * whatever the size of the document, no more of it is held than one record and one token.
 *
 * Nothing is expanded but the five entities of XML itself: a document that declares others, or
 * refers to another one, is refused. Names are taken without their namespace prefix.
 */
import { SaxesParser } from 'saxes';
import { localName } from './ipdr-elements.ts';
import { ipdrRecord } from './ipdr-record.ts';
import { unreadable, type Lines } from './lines.ts';

/** Why a text is no IPDR document. Records that came before are whole all the same. */
export type IpdrFault = {
  why:
    | 'not-well-formed'
    | 'truncated-document'
    | 'not-utf-8'
    | 'doctype-not-allowed'
    | 'not-an-ipdr-document'
    | 'misplaced-record'
    | 'nested-too-deep'
    | 'token-too-long'
    | 'count-mismatch';
  /** From 1. */
  line: number;
};

export type IpdrReader = {
  /** The records that end in this piece of text, each with the line it begins on. */
  write: (text: string) => Lines<unknown>;
  /** Known as soon as it is met: from then on there are no more records. */
  fault: () => IpdrFault | undefined;
  /** The text is at its end. Undefined when it was a whole document. */
  end: () => IpdrFault | undefined;
};

const maxDepth = 32;
/** Characters from one mark to the next: no tag, comment or text of these documents is near it. */
const maxToken = 65_536;
/** The parser looks at a whole piece before it can be stopped. */
const pieceLength = 16_384;

const [ofRoot, ofRecord, ofField] = [1, 2, 3];

export function ipdrReader(): IpdrReader {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const record = ipdrRecord();
  let found: Lines<unknown> = [];
  let fault: IpdrFault | undefined;
  let depth = 0;
  let inRecord = false;
  let inField = false;
  let recordLine = 0;
  let records = 0;
  let told: string | undefined;
  /** Where the last mark ended: what comes next begins there. */
  let line = 1;
  let position = 0;
  let recordEnd = -1;

  const refuse = (why: IpdrFault['why']) => {
    fault = { why, line: parser.line };
    throw new Refused();
  };
  const pass = () => {
    const now = parser.position;
    if (now - position > maxToken) refuse('token-too-long');
    position = now;
    line = parser.line;
  };

  const open = (name: string, attributes: Record<string, string>) => {
    if (depth === ofRoot) {
      const { encoding = 'UTF-8' } = parser.xmlDecl;
      if (encoding.toUpperCase() !== 'UTF-8') refuse('not-utf-8');
      if (name !== 'IPDRDoc') refuse('not-an-ipdr-document');
      record.exportedBy(attributes['IPDRRecorderInfo']);
      return;
    }
    if (name === 'IPDRDoc' || (name === 'IPDR' && depth > ofRecord)) refuse('misplaced-record');
    if (depth > ofRecord) return;
    inRecord = name === 'IPDR';
    if (inRecord) recordLine = line;
    else if (name === 'IPDRDoc.End') told = attributes['count'];
  };

  parser.on('opentag', ({ name, attributes }) => {
    depth++;
    if (depth > maxDepth) refuse('nested-too-deep');
    if (depth === ofField && inRecord) inField = record.begin(name);
    if (depth <= ofRecord || name.includes('IPDR')) open(localName(name), attributes);
    pass();
  });
  parser.on('closetag', () => {
    if (depth === ofField) inField = false;
    else if (depth === ofRecord && inRecord) {
      inRecord = false;
      records++;
      found.push({ line: recordLine, value: record.take() ?? unreadable });
      recordEnd = parser.position;
    }
    depth--;
    pass();
  });
  const read = (text: string) => {
    if (inField && depth === ofField) record.add(text);
    pass();
  };
  parser.on('text', read);
  parser.on('cdata', read);
  parser.on('doctype', () => refuse('doctype-not-allowed'));

  /** False when the document is refused. */
  const attempt = (parse: () => void): boolean => {
    try {
      parse();
      return true;
    } catch (thrown) {
      if (thrown instanceof Refused) return false;
      if (!(thrown instanceof Error) || thrown.name !== 'Error') throw thrown;
      fault = { why: 'not-well-formed', line: parser.line };
      // The parser tells of a closing tag before it sees that it is another element's.
      if (recordEnd === parser.position) found.pop();
      return false;
    }
  };

  return {
    write(text) {
      found = [];
      for (let from = 0; from < text.length && fault === undefined; from += pieceLength) {
        attempt(() => {
          parser.write(text.slice(from, from + pieceLength));
          if (parser.position - position > maxToken) refuse('token-too-long');
        });
      }
      return found;
    },
    fault: () => fault,
    end() {
      if (fault !== undefined) return fault;
      const last = parser.line;
      found = [];
      if (!attempt(() => parser.close())) fault = { why: 'truncated-document', line: last };
      else if (told !== undefined && Number(told) !== records)
        fault = { why: 'count-mismatch', line: last };
      return fault;
    },
  };
}

/** Leaves the parser, which goes on after its errors. */
class Refused extends Error {}
