/** Records as IPDR documents of the two generations, for tests. */

/** Elements of SAMIS-TYPE-1 (DOCSIS 3.0), as far as they matter and some that do not. */
export const samis = {
  CmtsHostName: 'cmts-7.example.net',
  CmtsSysUpTime: '914455512',
  CmtsIpv4Addr: '192.0.2.7',
  CmtsMdIfName: 'Cable8/0/0',
  CmMacAddr: '00-1A-2B-3C-4D-5E',
  RecType: '1',
  RecCreationTime: '2026-11-09T05:15:00.120Z',
  ServiceDsMulticast: 'false',
  ServiceIdentifier: '88121',
  ServiceClassName: '',
  ServiceDirection: '1',
  ServiceOctetsPassed: '18446744073709551615',
  ServicePktsPassed: '7',
  ServiceTimeCreated: '857042312',
  ServiceTimeActive: '574132',
};
export type Elements = Readonly<Record<string, string | undefined>>;

/** The same record under the names of DOCSIS 2.0. */
export const docsis2: Elements = {
  IPDRcreationTime: samis.RecCreationTime,
  CMTShostName: samis.CmtsHostName,
  CMTSipAddress: samis.CmtsIpv4Addr,
  CMTSsysUpTime: samis.CmtsSysUpTime,
  CMmacAddress: samis.CmMacAddr,
  CMCPEipAddress: '',
  Rectype: samis.RecType,
  serviceIdentifier: samis.ServiceIdentifier,
  serviceDirection: samis.ServiceDirection,
  serviceOctetsPassed: samis.ServiceOctetsPassed,
  serviceTimeCreated: samis.ServiceTimeCreated,
  serviceTimeActive: samis.ServiceTimeActive,
};

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export const ipdrOf = (elements: Elements) =>
  `<IPDR xsi:type="SAMIS-TYPE-1">${Object.entries(elements)
    .filter(([, text]) => text !== undefined)
    .map(([name, text = '']) => `<${name}>${escaped(text)}</${name}>`)
    .join('')}</IPDR>`;

export const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespaces =
  'xmlns="http://www.ipdr.org/namespaces/ipdr" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** Whatever stands in a document, with its count. */
export const documentOf = (inside: string, count?: number) =>
  `${head}<IPDRDoc ${namespaces} docId="3cb5" creationTime="2026-11-09T05:15:02Z" IPDRRecorderInfo="collector-1" version="3.5.1">\n` +
  `${inside}\n${count === undefined ? '' : `<IPDRDoc.End count="${count}" endTime="2026-11-09T05:15:02Z"/>\n`}</IPDRDoc>\n`;

/** A line for each record; the first is on line 3. */
export const ipdrDocument = (records: readonly Elements[]) =>
  documentOf(records.map(ipdrOf).join('\n'), records.length);

/** A cumulative record, as JSON has it, under the names of IPDR. */
export const elementsOf = (record: Readonly<Record<string, unknown>>): Elements => {
  const text = (name: string) => {
    const value = record[name] as string | number | undefined;
    return value === undefined ? undefined : String(value);
  };
  const code = (name: string, values: readonly string[]) => {
    const value = text(name);
    const at = values.indexOf(value ?? '');
    return at === -1 ? value : String(at + 1);
  };
  return {
    CmtsHostName: text('source'),
    CmtsSysUpTime: text('sys_uptime'),
    CmMacAddr: text('cm_mac'),
    RecType: code('rec_type', ['interim', 'stop', 'start', 'event']),
    RecCreationTime: text('observed_at'),
    ServiceDsMulticast: record['flow_kind'] === 'multicast' ? 'true' : undefined,
    ServiceIdentifier: text('flow_id'),
    ServiceDirection: code('direction', ['down', 'up']),
    ServiceOctetsPassed: text('octets'),
    ServiceTimeCreated: text('service_time_created_ticks'),
  };
};
