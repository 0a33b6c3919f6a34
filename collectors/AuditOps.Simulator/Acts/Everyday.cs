using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>What people and services do on ordinary days.</summary>
internal static class Everyday
{
    private static readonly string[] FileOperations = ["FileAccessed", "FilePreviewed", "FileModified", "FileUploaded", "FileDownloaded", "PageViewed", "ListViewed", "FileDeleted", "FileRenamed", "FileSyncDownloadedFull", "SharingSet", "AnonymousLinkCreated", "SharingInvitationCreated"];
    private static readonly double[] FileWeights = [34, 10, 14, 8, 9, 10, 5, 2, 1, 4, 1.5, 0.3, 0.7];
    private static readonly string[] MailOperations = ["MailItemsAccessed", "Send", "Create", "Update", "MoveToDeletedItems", "SoftDelete", "HardDelete"];
    private static readonly double[] MailWeights = [60, 14, 8, 6, 8, 3, 0.5];
    private static readonly string[] TeamsOperations = ["TeamsSessionStarted", "MessageSent", "MeetingDetail", "ChatCreated", "MemberAdded", "MemberRemoved", "ChannelAdded"];
    private static readonly double[] TeamsWeights = [30, 40, 10, 10, 3, 2, 1];
    private static readonly string[] ComplianceCmdlets = ["Get-ComplianceTag", "Get-RetentionCompliancePolicy", "Get-DlpCompliancePolicy", "Get-DlpSiDetectionsReport"];
    private static readonly string[] DlpRules = ["Card numbers", "Bank accounts", "Personal data", "Health data"];
    private static readonly string[] Severities = ["Low", "Medium", "High"];
    private static readonly string[] RiskTypes = ["unfamiliarFeatures", "unlikelyTravel", "anonymizedIPAddress", "newCountry", "leakedCredentials", "anomalousToken", "generic"];
    private static readonly string[] RiskLevels = ["low", "medium", "high"];
    private static readonly (string Policy, string Category, string Severity)[] Alerts =
    [
        ("Creation of forwarding/redirect rule", "ThreatManagement", "Informational"), ("Unusual volume of file deletion", "DataGovernance", "Medium"),
        ("Messages have been delayed", "MailFlow", "High"), ("eDiscovery search started or exported", "ThreatManagement", "Informational"),
    ];

    public static Act Make(Feed feed, Org org, DateTime time, ref Dice dice) => feed switch
    {
        Feed.AzureActiveDirectory => dice.Chance(0.8) ? new StsLogon(EverydayLogons.OfPerson(org, time, ref dice)) : new EntraAudit(EverydayChanges.Make(org, time, ref dice)),
        Feed.Exchange => Exchange(org, time, ref dice),
        Feed.SharePoint => File(org, time, ref dice),
        Feed.General => General(org, time, ref dice),
        Feed.Dlp => new DlpAct(org.AtWork(time, ref dice), dice.Chance(0.5), dice.Pick(DlpRules), dice.Pick(Severities), dice.Chance(0.2)),
        Feed.DirectoryAudits => new GraphDirectoryAudit(EverydayChanges.Make(org, time, ref dice)),
        Feed.SignIns => new GraphSignIn(EverydayLogons.OfAnybody(org, time, ref dice)),
        Feed.IntuneAudits => EverydayChanges.Intune(org, ref dice),
        _ => Risk(org, time, ref dice),
    };

    private static MailboxAct Mailbox(Org org, DateTime time, ref Dice dice)
    {
        var person = org.AtWork(time, ref dice);
        // Assistants read their manager's mailbox; nobody else does.
        var owner = person.JobTitle == "Assistant" && dice.Chance(0.2) ? org.Staff[(person.Index * 31) % org.Staff.Length] : person;
        var where = Whereabouts.Of(person, time, ref dice);
        var client = dice.Chance(0.6) ? "Client=MSExchangeRPC" : $"Client=OWA;{person.Computer.UserAgent};";
        return new MailboxAct(person, owner, MailOperations[dice.Weighted(MailWeights)], where.Address, client, where.Session, dice.Pick(Names.Subject));
    }

    private static Act Exchange(Org org, DateTime time, ref Dice dice)
    {
        var kind = dice.Unit();
        if (kind < 0.93) return Mailbox(org, time, ref dice);
        if (kind < 0.96) return new ExchangeAdmin(null, "Set-MailboxPlan", $"{org.Name}/ExchangeOnline", null, [("Identity", $"{org.Name}/ExchangeOnline"), ("UseDatabaseRetentionDefaults", "False")]);
        var admin = dice.Pick(org.Admins);
        if (kind < 0.975)
        {
            var staff = org.AtWork(time, ref dice);
            var where = Whereabouts.Of(staff, time, ref dice);
            return dice.Chance(0.8)
                ? new ExchangeAdmin(staff, "New-InboxRule", $"{staff.Upn}\\Newsletters", where.Address, [("Name", "Newsletters"), ("SubjectOrBodyContainsWords", "newsletter"), ("MoveToFolder", "Reading"), ("StopProcessingRules", "True")])
                : new ExchangeAdmin(staff, "New-InboxRule", $"{staff.Upn}\\Holiday", where.Address, [("Name", "Holiday"), ("ForwardTo", dice.Pick(org.Staff).Upn), ("DeleteMessage", "False")]);
        }

        var target = dice.Pick(org.Staff);
        if (dice.Chance(0.04)) return new ExchangeAdmin(admin, "Set-AdminAuditLogConfig", org.Name, admin.OfficeAddress, [("UnifiedAuditLogIngestionEnabled", "True")]);
        if (dice.Chance(0.04)) return new ExchangeAdmin(admin, "Set-MailboxAuditBypassAssociation", target.Upn, admin.OfficeAddress, [("Identity", target.Upn), ("AuditBypassEnabled", "False")]);
        return dice.Chance(0.15)
            ? new ExchangeAdmin(admin, "Add-MailboxPermission", target.Upn, admin.OfficeAddress, [("Identity", target.Upn), ("User", dice.Pick(org.Staff).Upn), ("AccessRights", "FullAccess"), ("InheritanceType", "All")])
            : new ExchangeAdmin(admin, "Set-Mailbox", target.Upn, admin.OfficeAddress, [("Identity", target.Upn), ("ProhibitSendQuota", "99 GB (106,300,440,576 bytes)")]);
    }

    private static FileAct File(Org org, DateTime time, ref Dice dice)
    {
        var person = org.AtWork(time, ref dice);
        var where = Whereabouts.Of(person, time, ref dice);
        var operation = FileOperations[dice.Weighted(FileWeights)];
        var shared = operation is "SharingSet" or "SharingInvitationCreated" ? dice.Chance(0.7) ? dice.Pick(org.Staff).Upn : $"{dice.Pick(Names.Given).ToLowerInvariant()}@partner.example" : null;
        return new FileAct(person, operation, where.Address, where.Device.UserAgent, dice.Pick(Names.Site), dice.Chance(0.35), dice.Pick(Names.Folder), $"{dice.Pick(Names.Document)} {1 + dice.Below(400)}", dice.Pick(Names.Extension)) { SharedWith = shared };
    }

    private static Act General(Org org, DateTime time, ref Dice dice)
    {
        var kind = dice.Unit();
        var person = org.AtWork(time, ref dice);
        if (kind < 0.03)
        {
            var (policy, category, severity) = dice.Pick(Alerts);
            return new AlertAct(person, policy, category, severity);
        }

        if (kind < 0.10) return new ComplianceAct(dice.Pick(org.Admins), dice.Pick(ComplianceCmdlets));
        var where = Whereabouts.Of(person, time, ref dice);
        var operation = TeamsOperations[dice.Weighted(TeamsWeights)];
        return new TeamsAct(person, operation, dice.Pick(org.Groups), operation.StartsWith("Member", StringComparison.Ordinal) ? dice.Pick(org.People) : null, where.Address);
    }

    private static RiskDetection Risk(Org org, DateTime time, ref Dice dice)
    {
        var person = org.AtWork(time, ref dice);
        var place = dice.Pick(Places.Hosting);
        return new RiskDetection(person, dice.Pick(RiskTypes), dice.Pick(RiskLevels), Whereabouts.AddressIn(place, ref dice), place);
    }
}
