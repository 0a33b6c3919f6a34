using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Configuration;

/// <summary>Every feed there is. Paths and permissions: Microsoft Graph REST reference v1.0; Office 365 Management Activity API reference.</summary>
public static class FeedCatalog
{
    public const string All = "all";
    public const string PostureSource = "posture";

    private const string ReadLogs = "Microsoft Graph: AuditLog.Read.All";

    public static IReadOnlyList<FeedSpec> Feeds { get; } =
    [
        Graph("entra.audit", Sources.EntraAudit, "auditLogs/directoryAudits", "activityDateTime", ReadLogs),
        Graph("entra.signin", Sources.EntraSignIn, "auditLogs/signIns", "createdDateTime", ReadLogs),
        SignIns("entra.signin.non-interactive", "nonInteractiveUser"),
        SignIns("entra.signin.service-principal", "servicePrincipal"),
        SignIns("entra.signin.managed-identity", "managedIdentity"),
        Graph("entra.risk", Sources.EntraRisk, "identityProtection/riskDetections", "detectedDateTime", "Microsoft Graph: IdentityRiskEvent.Read.All"),
        Graph("intune.audit", Sources.IntuneAudit, "deviceManagement/auditEvents", "activityDateTime", "Microsoft Graph: DeviceManagementApps.Read.All"),
        Activity("m365.activity.entra", "Audit.AzureActiveDirectory", "ActivityFeed.Read"),
        Activity("m365.activity.exchange", "Audit.Exchange", "ActivityFeed.Read"),
        Activity("m365.activity.sharepoint", "Audit.SharePoint", "ActivityFeed.Read"),
        Activity("m365.activity.general", "Audit.General", "ActivityFeed.Read"),
        Activity("m365.activity.dlp", "DLP.All", "ActivityFeed.ReadDlp"),
        new()
        {
            Name = PostureSource, Source = PostureSource, Kind = FeedKind.Posture, Path = "",
            Permission = "Microsoft Graph: Policy.Read.All, User.Read.All, Group.Read.All, RoleManagement.Read.Directory",
        },
    ];

    /// <summary>The feeds of a source's name, of a feed's own name, or all.</summary>
    public static IReadOnlyList<FeedSpec> Find(string name) =>
        name == All ? Feeds : [.. Feeds.Where(feed => feed.Name == name || feed.Source == name)];

    public static IEnumerable<string> Names => Feeds.SelectMany(feed => (string[])[feed.Source, feed.Name]).Distinct(StringComparer.Ordinal);

    private static FeedSpec Graph(string name, string source, string path, string time, string permission) =>
        new() { Name = name, Source = source, Kind = FeedKind.Graph, Path = path, TimeProperty = time, Permission = permission };

    private static FeedSpec SignIns(string name, string type) =>
        Graph(name, Sources.EntraSignIn, "auditLogs/signIns", "createdDateTime", ReadLogs) with { Filter = $"signInEventTypes/any(t: t eq '{type}') and ", IsBeta = true };

    private static FeedSpec Activity(string name, string contentType, string permission) =>
        new() { Name = name, Source = Sources.M365Activity, Kind = FeedKind.Management, Path = contentType, TimeProperty = "CreationTime", Permission = "Office 365 Management APIs: " + permission };
}
