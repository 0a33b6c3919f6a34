namespace AuditOps.Simulator.Feeds;

/// <summary>One stream of records of one tenant.</summary>
internal enum Feed
{
    AzureActiveDirectory,
    Exchange,
    SharePoint,
    General,
    Dlp,
    DirectoryAudits,
    SignIns,
    IntuneAudits,
    RiskDetections,
}
