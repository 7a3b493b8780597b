import { csvHeaders, csvType } from '../../shared/http/csv.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { internetContract } from './contract.ts';
import { loadPage, type Deps } from './load-page.ts';
import { monthsCsv } from './usage-csv.ts';
import { monthsBefore, viewMonths } from './usage-view.ts';

export const listUsagePeriods = (deps: Deps) =>
  operation(
    internetContract.listUsagePeriods,
    async ({ params, caller, answerType, ...request }) => {
      const { serviceId } = params;
      const page = await loadPage(deps, caller, { serviceId, before: monthsBefore });
      if (page === undefined) return refuse({ reason: 'not-found' });

      const language = request.language ?? page.service.language;
      const months = viewMonths(page.service, { ...page, language });
      if (answerType !== csvType) return { ok: true, value: { serviceId, items: months } };
      return {
        ok: true,
        value: monthsCsv(months, language),
        headers: csvHeaders(`usage-${serviceId}`, language),
      };
    },
  );
