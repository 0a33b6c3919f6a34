using AuditOps.Schemas.Contracts;

namespace AuditOps.Schemas.Shapes;

/// <summary>Log Analytics tables (their <c>Type</c> column) and the logical source each one holds.</summary>
public static class LogAnalyticsTables
{
    public const string OfficeActivity = "OfficeActivity";
    public const string AuditLogs = "AuditLogs";
    public const string SignInLogs = "SigninLogs";
    public const string AzureActivity = "AzureActivity";
    public const string IntuneAuditLogs = "IntuneAuditLogs";
    public const string UserRiskEvents = "AADUserRiskEvents";

    /// <summary>The source of a table, whatever the case of its name; <see cref="Sources.Other"/> for a table of another product.</summary>
    public static string SourceOf(string? table) => table?.ToLowerInvariant() switch
    {
        "officeactivity" => Sources.M365Activity,
        "auditlogs" => Sources.EntraAudit,
        "signinlogs" or "aadnoninteractiveusersigninlogs" or "aadserviceprincipalsigninlogs" or "aadmanagedidentitysigninlogs" or "adfssigninlogs" => Sources.EntraSignIn,
        "azureactivity" => Sources.AzureActivity,
        "intuneauditlogs" or "intuneoperationallogs" or "intunedevicecomplianceorg" => Sources.IntuneAudit,
        "aaduserriskevents" or "aadriskyusers" or "aadserviceprincipalriskevents" => Sources.EntraRisk,
        _ => Sources.Other,
    };
}
