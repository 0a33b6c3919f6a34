using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>Something done to a file, page or list in SharePoint or OneDrive: record types 4, 6, 14 and 36.</summary>
internal sealed class FileAct(Person person, string operation, string address, string userAgent, string site, bool isOneDrive, string folder, string name, string extension) : Act
{
    /// <summary>Whom something was shared with; null for what is not sharing.</summary>
    public string? SharedWith { get; init; }

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        var isSharing = operation.StartsWith("Sharing", StringComparison.Ordinal) || operation.StartsWith("AnonymousLink", StringComparison.Ordinal) || operation == "AddedToSecureLink";
        var isPage = operation == "PageViewed";
        var isList = operation == "ListViewed";
        var local = person.Upn.Replace('@', '_').Replace('.', '_');
        var siteUrl = isOneDrive ? $"https://{frame.Org.Name}-my.sharepoint.com/personal/{local}/" : $"{frame.Org.SharePointHost}/sites/{site}/";
        var file = $"{name}.{extension}";
        ManagementCommon.Start(json, in frame, isSharing ? 14 : isPage ? 4 : isList ? 36 : 6, operation, isOneDrive ? "OneDrive" : "SharePoint", person.Upn, $"i:0h.f|membership|{person.Puid.ToLowerInvariant()}@live.com", 0);
        json.WriteString("ClientIP", address);
        json.WriteString("ObjectId", isPage ? $"{siteUrl}SitePages/Home.aspx" : isList ? $"{siteUrl}Lists/{name}" : $"{siteUrl}{folder}/{file}");
        json.WriteString("ApplicationId", FirstParty.Office.AppId);
        json.WriteString("CorrelationId", dice.Guid());
        json.WriteString("EventSource", "SharePoint");
        json.WriteString("ItemType", isPage ? "Page" : isList ? "List" : "File");
        json.WriteString("ListId", new Dice(Mix.Of(frame.Org.Seed, siteUrl + folder)).Guid());
        json.WriteString("ListItemUniqueId", new Dice(Mix.Of(frame.Org.Seed, siteUrl + file)).Guid());
        json.WriteString("Site", new Dice(Mix.Of(frame.Org.Seed, siteUrl)).Guid());
        json.WriteString("UserAgent", userAgent);
        json.WriteString("WebId", new Dice(Mix.Of(frame.Org.Seed, siteUrl + "web")).Guid());
        if (isSharing)
        {
            json.WriteString("EventData", "<Type>Edit</Type><MembersCanShareApplied>False</MembersCanShareApplied>");
            json.WriteString("UniqueSharingId", dice.Guid());
            if (SharedWith is not null)
            {
                json.WriteString("TargetUserOrGroupType", SharedWith.EndsWith(frame.Org.Domain, StringComparison.Ordinal) ? "Member" : "Guest");
                json.WriteString("TargetUserOrGroupName", SharedWith);
            }
        }
        else if (!isPage && !isList)
        {
            json.WriteBoolean("HighPriorityMediaProcessing", false);
            json.WriteNumber("FileSizeBytes", 1_000 + dice.Below(4_000_000));
        }

        if (!isPage && !isList)
        {
            json.WriteString("SourceFileExtension", extension);
            json.WriteString("SiteUrl", siteUrl);
            json.WriteString("SourceFileName", file);
            json.WriteString("SourceRelativeUrl", folder);
        }

        json.WriteEndObject();
    }
}
