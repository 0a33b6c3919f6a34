namespace AuditOps.Schemas.Contracts;

/// <summary>The form in which a record reached AuditOps, as recognised from the record itself (not from its file or its source).</summary>
public enum WireShape
{
    /// <summary>Not recognised; normalised generically.</summary>
    Unknown = 0,

    /// <summary>Office 365 Management Activity API record (also the AuditData column of a Purview export, unwrapped).</summary>
    ManagementActivity = 1,

    /// <summary>Microsoft Graph <c>directoryAudit</c>.</summary>
    GraphDirectoryAudit = 2,

    /// <summary>Microsoft Graph <c>signIn</c>.</summary>
    GraphSignIn = 3,

    /// <summary>Microsoft Graph Intune <c>auditEvent</c>.</summary>
    GraphIntuneAudit = 4,

    /// <summary>Microsoft Graph <c>riskDetection</c>.</summary>
    GraphRiskDetection = 5,

    /// <summary>Azure Monitor / Event Hub diagnostic envelope around any of the above, or Azure activity.</summary>
    AzureMonitor = 6,

    /// <summary>One row of a Purview audit CSV export: header line, line feed, row bytes.</summary>
    PurviewCsv = 7,

    /// <summary>One row of a Log Analytics table exported as CSV: header line, line feed, row bytes.</summary>
    LogAnalyticsCsv = 8,

    /// <summary>One row of a Log Analytics table exported as JSON (PascalCase columns, JSON inside strings).</summary>
    LogAnalyticsJson = 9,
}
