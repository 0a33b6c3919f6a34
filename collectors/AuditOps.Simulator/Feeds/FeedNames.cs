namespace AuditOps.Simulator.Feeds;

internal static class FeedNames
{
    public static readonly Feed[] Management = [Feed.AzureActiveDirectory, Feed.Exchange, Feed.SharePoint, Feed.General, Feed.Dlp];

    public static readonly Feed[] Graph = [Feed.DirectoryAudits, Feed.SignIns, Feed.IntuneAudits, Feed.RiskDetections];

    /// <summary>Of all records of the Management Activity API; the Graph logs come on top of them. A busy tenant's mix, of our own choosing.</summary>
    public static double Share(this Feed feed) => feed switch
    {
        Feed.AzureActiveDirectory => 0.20,
        Feed.Exchange => 0.24,
        Feed.SharePoint => 0.44,
        Feed.General => 0.11,
        Feed.Dlp => 0.01,
        Feed.SignIns => 0.20,
        Feed.DirectoryAudits => 0.04,
        Feed.IntuneAudits => 0.01,
        _ => 0.002,
    };

    public static bool IsManagement(this Feed feed) => feed <= Feed.Dlp;

    public static string ContentType(this Feed feed) => feed switch
    {
        Feed.AzureActiveDirectory => "Audit.AzureActiveDirectory",
        Feed.Exchange => "Audit.Exchange",
        Feed.SharePoint => "Audit.SharePoint",
        Feed.General => "Audit.General",
        _ => "DLP.All",
    };

    /// <summary>Null when there is no such content type; compared without case, as the service does.</summary>
    public static Feed? OfContentType(string? contentType)
    {
        foreach (var feed in Management)
        {
            if (string.Equals(feed.ContentType(), contentType, StringComparison.OrdinalIgnoreCase)) return feed;
        }

        return null;
    }

    /// <summary>What records of the feed are called beside the protocols.</summary>
    public static string Source(this Feed feed) => feed switch
    {
        Feed.DirectoryAudits => "entra.audit",
        Feed.SignIns => "entra.signin",
        Feed.IntuneAudits => "intune.audit",
        Feed.RiskDetections => "entra.risk",
        _ => "m365.activity",
    };
}
