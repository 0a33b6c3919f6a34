namespace AuditOps.Collectors.Configuration;

/// <summary>Where a cloud's services are. Sources: Microsoft Graph, "National cloud deployments"; Office 365 Management Activity API reference, "Base URL".</summary>
public sealed record CloudEndpoints(Uri Login, Uri Graph, Uri Management)
{
    public static CloudEndpoints Of(Cloud cloud) => cloud switch
    {
        Cloud.Global => Make("https://login.microsoftonline.com/", "https://graph.microsoft.com/", "https://manage.office.com/"),
        Cloud.Gcc => Make("https://login.microsoftonline.com/", "https://graph.microsoft.com/", "https://manage-gcc.office.com/"),
        Cloud.GccHigh => Make("https://login.microsoftonline.us/", "https://graph.microsoft.us/", "https://manage.office365.us/"),
        Cloud.Dod => Make("https://login.microsoftonline.us/", "https://dod-graph.microsoft.us/", "https://manage.protection.apps.mil/"),
        Cloud.China => Make("https://login.chinacloudapi.cn/", "https://microsoftgraph.chinacloudapi.cn/", "https://manage.office365.cn/"),
        _ => throw new ArgumentOutOfRangeException(nameof(cloud), cloud, "a custom cloud has no addresses of its own"),
    };

    private static CloudEndpoints Make(string login, string graph, string management) => new(new Uri(login), new Uri(graph), new Uri(management));
}
