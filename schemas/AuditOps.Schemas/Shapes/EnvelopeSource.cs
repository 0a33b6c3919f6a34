using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Shapes;

/// <summary>The logical source of an Azure Monitor diagnostic record, from its category and from what lies inside.</summary>
public static class EnvelopeSource
{
    private const string TenantPrefix = "/tenants/";

    internal static string Of(string? category, string? resourceId, ShapeMarks inner)
    {
        // Intune and Entra both name their category AuditLogs; only Intune's has these two.
        if ((inner & (ShapeMarks.AuditEventId | ShapeMarks.ActivityResultStatus)) != 0)
            return Sources.IntuneAudit;
        if ((inner & ShapeMarks.ActivityDisplayName) != 0)
            return Sources.EntraAudit;
        return OfCategory(category, resourceId);
    }

    /// <summary>By category alone; the resource id decides where Entra and Azure use the same category name.</summary>
    private static string OfCategory(string? category, string? resourceId)
    {
        switch (category?.ToLowerInvariant())
        {
            case "auditlogs":
                return Sources.EntraAudit;
            case "signinlogs" or "noninteractiveusersigninlogs" or "serviceprincipalsigninlogs" or "managedidentitysigninlogs" or "adfssigninlogs":
                return Sources.EntraSignIn;
            case "userriskevents" or "riskdetection" or "riskdetections" or "serviceprincipalriskevents" or "riskyusers" or "riskyserviceprincipals":
                return Sources.EntraRisk;
            case "operationallogs" or "devicecomplianceorg" or "devices" or "intunedevices" or "windows365auditlogs":
                return Sources.IntuneAudit;
            case "administrative" or "policy" or "security" or "servicehealth" or "alert" or "recommendation" or "autoscale" or "resourcehealth":
                return IsEntra(resourceId) ? Sources.EntraAudit : Sources.AzureActivity;
            default:
                return Sources.Other;
        }
    }

    /// <summary>The tenant in a resource id such as <c>/tenants/GUID/providers/Microsoft.aadiam</c>; null when it holds none.</summary>
    public static string? TenantOf(string? resourceId)
    {
        if (resourceId is null || !resourceId.StartsWith(TenantPrefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var end = resourceId.IndexOf('/', TenantPrefix.Length);
        var tenant = end < 0 ? resourceId[TenantPrefix.Length..] : resourceId[TenantPrefix.Length..end];
        return tenant.Length > 0 ? tenant : null;
    }

    private static bool IsEntra(string? resourceId) => resourceId is not null && resourceId.Contains("microsoft.aadiam", StringComparison.OrdinalIgnoreCase);
}
