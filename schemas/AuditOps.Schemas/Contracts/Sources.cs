namespace AuditOps.Schemas.Contracts;

/// <summary>Logical sources. A record keeps its source whatever the wire shape it arrived in.</summary>
public static class Sources
{
    public const string EntraAudit = "entra.audit";
    public const string EntraSignIn = "entra.signin";
    public const string EntraRisk = "entra.risk";
    public const string IntuneAudit = "intune.audit";
    public const string M365Activity = "m365.activity";
    public const string AzureActivity = "azure.activity";

    /// <summary>Anything else: kept, normalised generically.</summary>
    public const string Other = "other";

    public static IReadOnlyList<string> All { get; } = [EntraAudit, EntraSignIn, EntraRisk, IntuneAudit, M365Activity, AzureActivity, Other];
}
