using AuditOps.Engines.Normalize.Azure;
using AuditOps.Engines.Normalize.Entra;
using AuditOps.Engines.Normalize.Generic;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Engines.Normalize.Management;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Engines.Normalize;

/// <summary>
/// Rows of Log Analytics tables (https://learn.microsoft.com/azure/azure-monitor/reference/tables-index): the same facts in PascalCase columns with JSON in strings,
/// which the mappers of the sources read as well. TenantId is the workspace's here, never the organisation.
/// </summary>
internal static class TableMapper
{
    public static void Map(RecordContext context, string source, EventDraft draft)
    {
        var row = context.Top;
        switch (source)
        {
            case Sources.M365Activity:
                ManagementMapper.Map(row, draft);
                return;
            case Sources.EntraAudit:
                DirectoryAuditMapper.Map(row, draft);
                break;
            case Sources.EntraSignIn:
                SignInMapper.Map(row, draft);
                break;
            case Sources.EntraRisk:
                RiskMapper.Map(row, draft);
                break;
            case Sources.IntuneAudit:
                AzureEnvelopeMapper.Map(context, source, draft);
                draft.TakeTime(row.Text("timeGenerated"u8));
                break;
            case Sources.AzureActivity:
                AzureActivityMapper.Map(row, draft);
                break;
            default:
                GenericMapper.Map(row, draft);
                break;
        }

        draft.OrganizationId = Organization(row);
        draft.Note("table", row.Text("type"u8));
    }

    private static string? Organization(Fields row) =>
        row.Text("aadTenantId"u8, "organizationId"u8) ?? EnvelopeSource.TenantOf(row.Text("resourceId"u8));
}
