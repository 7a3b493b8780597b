import { csvHeaders, csvType } from '../../shared/http/csv.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { internetContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { daysCsv } from './usage-csv.ts';
import { periodsBefore, viewUsage } from './usage-view.ts';

export const getUsage = (deps: Deps) =>
  operation(
    internetContract.getUsage,
    async ({ params, query, caller, answerType, ...request }) => {
      const { serviceId } = params;
      const page = await loadPage(deps, caller, { serviceId, before: periodsBefore });
      if (page === undefined) return refuse({ reason: 'not-found' });

      const language = request.language ?? page.service.language;
      const view = viewUsage(page.service, { ...page, language, period: query.period });
      if (!view.ok) return view;
      if (answerType !== csvType) {
        const headers = { 'content-language': language };
        return { ok: true, value: { serviceId, ...view.value }, headers };
      }
      const { days, period } = view.value;
      return {
        ok: true,
        value: daysCsv(days, language),
        headers: csvHeaders(`usage-${serviceId}-${period.start}`, language),
      };
    },
  );
