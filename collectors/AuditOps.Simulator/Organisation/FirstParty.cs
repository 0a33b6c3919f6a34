namespace AuditOps.Simulator.Organisation;

/// <summary>Microsoft's own applications, by their public ids.</summary>
internal static class FirstParty
{
    public static readonly CloudApp Exchange = new("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online");
    public static readonly CloudApp SharePoint = new("00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online");
    public static readonly CloudApp Graph = new("00000003-0000-0000-c000-000000000000", "Microsoft Graph");
    public static readonly CloudApp Teams = new("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams");
    public static readonly CloudApp Office = new("d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office");
    public static readonly CloudApp OutlookWeb = new("9199bf20-a13f-4107-85dc-02114787ef48", "One Outlook Web");
    public static readonly CloudApp AzurePortal = new("c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal");
    public static readonly CloudApp AzureCli = new("04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI");
    public static readonly CloudApp PowerShell = new("1950a258-227b-4e31-a9cf-717495945fc2", "Microsoft Azure PowerShell");
    public static readonly CloudApp Broker = new("29d9ed98-a469-4536-ade2-f981bc1d605e", "Microsoft Authentication Broker");
    public static readonly CloudApp OfficeHome = new("4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome");
    public static readonly CloudApp AzureManagement = new("797f4846-ba00-4fd7-ba43-dac1f8f63013", "Windows Azure Service Management API");

    /// <summary>What people sign in to, most used first.</summary>
    public static readonly CloudApp[] Everyday = [Office, Teams, OutlookWeb, OfficeHome, SharePoint, Exchange, Broker];

    public static readonly double[] EverydayWeights = [30, 25, 20, 10, 8, 5, 4];

    public static readonly CloudApp[] Administrative = [AzurePortal, AzureCli, PowerShell];
}
