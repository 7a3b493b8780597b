/** IPDR documents, as the published page of the API tells of them. */
export const ipdrDescription =
  'Of an IPDR document, each `IPDR` of the `IPDRDoc` is a cumulative record; names count without their namespace prefix, and in any capitals. ' +
  'Taken are, of DOCSIS 3.0 and later (SAMIS-TYPE-1, SAMIS-TYPE-2) and of DOCSIS 2.0 (DOCSIS-Type): `CmtsHostName` or else `CmtsIpv4Addr`, `CMTSipAddress`, `CmtsIpv6Addr` or the document’s `IPDRRecorderInfo` (source), `CmMacAddr`, `CMmacAddress` (cm_mac), `ServiceIdentifier` (flow_id), `ServiceTimeCreated` (service_time_created_ticks), `CmtsSysUpTime` (sys_uptime), `RecType` (1 interim, 2 stop, 3 start, 4 event), `ServiceDirection` (1 down, 2 up), `ServiceOctetsPassed` (octets), `RecCreationTime` or else `IPDRcreationTime` (observed_at) and `ServiceDsMulticast` (flow_kind); others are passed over. ' +
  'Records of DOCSIS 1.1 do not tell when their flow began, and are rejected. ' +
  'The id of a record is made from its source, modem, flow, direction, beginning, time and type: in another document it is the same one. ' +
  'A document that is cut off, not well-formed, not in UTF-8, with a DOCTYPE, or with another number of records than its `IPDRDoc.End` says is refused whole (`why`: `truncated-document`, `not-well-formed`, `not-utf-8`, `doctype-not-allowed`, `count-mismatch`). ' +
  'A record of SAMIS-TYPE-1 takes about 1,200 bytes: 13,000 of them fit a compressed request. ';

/** A document of one record, as a gateway exports it. */
export const ipdrExample = `<?xml version="1.0" encoding="UTF-8"?>
<ipdr:IPDRDoc xmlns:ipdr="http://www.ipdr.org/namespaces/ipdr"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    docId="3cb5b8a1-0000-0000-0000-0050f2000001" version="3.5.1"
    creationTime="2026-11-09T05:15:02Z" IPDRRecorderInfo="cmts-7.example.net">
  <ipdr:IPDR xsi:type="SAMIS-TYPE-1">
    <CmtsHostName>cmts-7.example.net</CmtsHostName>
    <CmtsSysUpTime>914455512</CmtsSysUpTime>
    <CmMacAddr>00-1A-2B-3C-4D-5E</CmMacAddr>
    <RecType>1</RecType>
    <RecCreationTime>2026-11-09T05:15:00.120Z</RecCreationTime>
    <ServiceDsMulticast>false</ServiceDsMulticast>
    <ServiceIdentifier>88121</ServiceIdentifier>
    <ServiceDirection>1</ServiceDirection>
    <ServiceOctetsPassed>2695702</ServiceOctetsPassed>
    <ServiceTimeCreated>857042312</ServiceTimeCreated>
  </ipdr:IPDR>
  <ipdr:IPDRDoc.End count="1" endTime="2026-11-09T05:15:02Z"/>
</ipdr:IPDRDoc>
`;
