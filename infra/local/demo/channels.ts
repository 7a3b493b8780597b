/** Channels that Canadian operators carry. Numbers are this demo operator's own. */
import type { operatorContract } from '../../../functions/operator/contract.ts';
import type { BodyOf } from '../../../shared/http/client.ts';

type Channel = BodyOf<typeof operatorContract.putCatalog>['channels'][number];

/** Cents a month for one channel alone; the basic package is not sold by the piece. */
const alaCarte = { basic: undefined, regular: 400, premium: 700 };

/** A line each: number, name, language, genre, class, quality (hd where nothing is said). */
const lines = `
2 ICI Télé Montréal|fr general basic
3 ICI Télé Québec|fr general basic
4 TVA Montréal|fr general basic
5 Noovo Montréal|fr general basic
6 Télé-Québec|fr general basic
7 CBC Montréal|en general basic
8 CTV Montréal|en general basic
9 Global Montréal|en general basic
10 Citytv Montréal|en general basic
11 ICI RDI|fr news basic
12 CBC News Network|en news basic
13 APTN|en general basic
14 TV5|fr general basic
15 Unis TV|fr general basic
16 CPAC français|fr news basic
17 CPAC English|en news basic
18 MétéoMédia|fr news basic
19 The Weather Network|en news basic
20 AMI-télé|fr general basic
21 AMI-tv|en general basic
22 Canal Savoir|fr documentary basic sd
23 MAtv|fr general basic
24 ICI Montréal|other ethnic basic
25 Assemblée nationale|fr news basic sd
26 TVO|en general basic
27 TFO|fr kids basic
28 CBC Toronto|en general basic
29 CTV Toronto|en general basic
30 Global Toronto|en general basic
31 Citytv Toronto|en general basic
32 OMNI Regional|other ethnic basic
33 CHCH Hamilton|en general basic
34 CTV Ottawa|en general basic
35 CBC Ottawa|en general basic
36 ICI Télé Ottawa-Gatineau|fr general basic
37 TVA Gatineau|fr general basic
38 Noovo Gatineau|fr general basic
39 Yes TV|en general basic
40 CTV 2|en general basic
50 LCN|fr news regular
51 Noovo Info|fr news regular
52 CTV News Channel|en news regular
53 CP24|en news regular
54 BNN Bloomberg|en news regular
55 CNN|en news regular
56 CNN International|en news regular sd
57 Fox News|en news regular
58 MSNBC|en news regular
59 CNBC|en news regular
60 BBC News|en news regular
61 Al Jazeera English|en news regular
62 France 24|fr news regular sd
63 Euronews|fr news regular sd
64 LCI|fr news regular sd
70 RDS|fr sports regular 4k
71 RDS2|fr sports regular
72 RDS Info|fr sports regular
73 TVA Sports|fr sports regular 4k
74 TVA Sports 2|fr sports regular
75 TSN1|en sports regular 4k
76 TSN2|en sports regular
77 TSN3|en sports regular
78 TSN4|en sports regular
79 TSN5|en sports regular
80 Sportsnet East|en sports regular 4k
81 Sportsnet Ontario|en sports regular
82 Sportsnet West|en sports regular
83 Sportsnet Pacific|en sports regular
84 Sportsnet One|en sports regular 4k
85 Sportsnet 360|en sports regular
86 Sportsnet World|en sports premium
87 NBA TV Canada|en sports regular
88 NFL Network|en sports premium
89 NHL Network|en sports regular
90 MLB Network|en sports regular
91 Golf Channel|en sports regular
92 WWE Network|en sports premium
93 REV TV|en sports regular
94 Game TV|en sports regular
95 Wild TV|en sports regular
96 Sportsman Channel|en sports regular
97 Fight Network|en sports regular
100 Super Écran 1|fr movies premium
101 Super Écran 2|fr movies premium
102 Super Écran 3|fr movies premium
103 Super Écran 4|fr movies premium
104 Cinépop|fr movies regular
105 Crave 1|en movies premium 4k
106 Crave 2|en movies premium
107 Crave 3|en movies premium
108 Crave 4|en movies premium
109 Starz 1|en movies premium
110 Starz 2|en movies premium
111 HBO Canada 1|en movies premium
112 HBO Canada 2|en movies premium
113 Hollywood Suite 70s|en movies premium
114 Hollywood Suite 80s|en movies premium
115 Hollywood Suite 90s|en movies premium
116 Hollywood Suite 2000s|en movies premium
117 Super Channel Fuse|en movies premium
118 Super Channel Heart & Home|en movies premium
119 Super Channel Vault|en movies premium
120 Super Channel Quest|en movies premium
121 AMC|en movies regular
122 MovieTime|en movies regular
123 Silver Screen Classics|en movies regular sd
124 Turner Classic Movies|en movies regular
130 addikTV|fr series regular
131 Séries Plus|fr series regular
132 Max|fr series regular
133 Prise 2|fr series regular
134 ICI ARTV|fr series regular
135 Elle Fictions|fr series regular
136 Z|fr series regular
137 Témoin|fr documentary regular
138 Showcase|en series regular
139 CTV Drama Channel|en series regular
140 CTV Sci-Fi Channel|en series regular
141 CTV Comedy Channel|en series regular
142 W Network|en series regular
143 FX|en series regular
144 FXX|en series regular
145 Bravo|en series regular
146 USA Network|en series regular
147 Lifetime|en series regular
148 DTOUR|en series regular
149 Adult Swim|en series regular
150 BritBox TV|en series premium
151 T+E|en series regular
152 Oxygen|en series regular
153 DejaView|en series regular sd
154 A&E|en series regular
155 Paramount Network|en series regular
160 ICI Explora|fr documentary regular
161 Canal D|fr documentary regular
162 Investigation|fr documentary regular
163 Historia|fr documentary regular
164 Planète+|fr documentary regular
165 Discovery|en documentary regular 4k
166 Discovery Science|en documentary regular
167 Animal Planet|en documentary regular
168 Investigation Discovery|en documentary regular
169 National Geographic|en documentary regular 4k
170 Nat Geo Wild|en documentary regular
171 History|en documentary regular
172 History2|en documentary regular
173 Smithsonian Channel|en documentary regular
174 BBC Earth|en documentary regular
175 Love Nature|en documentary regular 4k
176 Documentary Channel|en documentary regular
177 TLC|en documentary regular
178 Crime + Investigation|en documentary regular
179 Makeful|en lifestyle regular
180 Casa|fr lifestyle regular
181 Zeste|fr lifestyle regular
182 Canal Vie|fr lifestyle regular
183 Évasion|fr lifestyle regular
184 MOI ET CIE|fr lifestyle regular
185 QUB|fr news regular
186 Food Network|en lifestyle regular
187 HGTV|en lifestyle regular
188 Home Network|en lifestyle regular
189 Flavour Network|en lifestyle regular
190 Cottage Life|en lifestyle regular
191 Slice|en lifestyle regular
192 E!|en lifestyle regular
193 FashionTV|en lifestyle regular
194 OutTV|en lifestyle premium
195 Vision TV|en lifestyle regular
200 Yoopa|fr kids regular
201 Télétoon|fr kids regular
202 La chaîne Disney|fr kids regular
203 WildBrainTV|en kids regular
204 Treehouse|en kids regular
205 YTV|en kids regular
206 Cartoon Network|en kids regular
207 Boomerang|en kids regular
208 Disney Channel|en kids regular
209 Disney Jr.|en kids regular
210 Family Channel|en kids regular
211 Family Jr.|en kids regular
212 Nickelodeon|en kids regular
220 Stingray Musique|fr music regular sd
221 PalmarèsADISQ|fr music regular
222 Stingray Classica|en music regular
223 Stingray Country|en music regular
224 Stingray Vibe|en music regular
225 Stingray Retro|en music regular
226 Much|en music regular
227 MTV|en music regular
228 BET|en music regular
229 Mezzo Live|fr music premium
231 RAI Italia|other ethnic premium sd
232 Telelatino|other ethnic regular
233 Univision Canada|other ethnic regular
234 RTPi|other ethnic premium sd
235 Fairchild TV|other ethnic premium
236 Talentvision|other ethnic premium
237 TV Asia|other ethnic premium sd
238 Zee TV Canada|other ethnic premium
239 ATN Channel|other ethnic premium
240 Odyssey|other ethnic premium sd
241 LBC International|other ethnic premium sd
242 MBC 1|other ethnic premium sd
243 2M Maroc|other ethnic premium sd
244 Al Aoula|other ethnic premium sd
245 Mediaset Italia|other ethnic premium sd
246 DW|other ethnic regular sd
247 NHK World Japan|other ethnic regular
248 TVE Internacional|other ethnic premium sd
250 Vanessa|fr adult premium
251 Red Hot TV|en adult premium sd
`;

export const channels: Channel[] = lines.trim().split('\n').map(readLine);

function readLine(line: string): Channel {
  const [label = '', facts = ''] = line.split('|');
  const [number = '', name = ''] = label.split(/ (.*)/);
  const [language, genre, tier, quality = 'hd'] = facts.split(' ');
  const price = alaCarte[tier as Channel['class']];
  // The operator's API checks the words when the catalog is published.
  return {
    channelId: slug(name),
    number: Number(number),
    name,
    language,
    genre,
    class: tier,
    quality,
    ...(price === undefined ? {} : { alaCartePrice: { amount: price, currency: 'CAD' } }),
  } as Channel;
}

function slug(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('+', ' plus ')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** The ids of the channels that fit, in the order of the remote. */
export const idsOf = (fits: (channel: Channel) => boolean) =>
  channels.filter(fits).map(({ channelId }) => channelId);
