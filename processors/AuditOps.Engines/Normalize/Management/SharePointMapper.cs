using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>SharePoint and OneDrive: files, sharing, sites, lists (record types 4, 6, 7, 14, 36, 37, 54, 55 and 56).</summary>
internal static class SharePointMapper
{
    public static void Map(int type, Fields record, EventDraft draft)
    {
        if (type is not (RecordTypes.SharePointList or RecordTypes.SharePointContentType or RecordTypes.SharePointField))
            draft.AddEcs("file");
        if (type == RecordTypes.SharePointSharing)
            draft.AddEcs("iam");
        var url = record.Text("objectId"u8, "officeObjectId"u8);
        var file = record.Text("sourceFileName"u8, "sourceFileName_"u8);
        draft.AddTarget(file is not null ? "file" : TargetTypes.Of(record.Text("itemType"u8)), url, file ?? record.Text("listTitle"u8));
        draft.Note("file_name", file);
        draft.Note("file_extension", record.Text("sourceFileExtension"u8));
        draft.Note("file_directory", record.Text("sourceRelativeUrl"u8, "sourceRelativeUrl_"u8));
        draft.Note("object_url", url);
        draft.Note("site_url", record.Text("siteUrl"u8, "site_Url"u8));
        draft.Note("item_type", record.Text("itemType"u8));
        draft.Note("file_size", record.Text("fileSizeBytes"u8));
        draft.Note("destination_file_name", record.Text("destinationFileName"u8));
        draft.Note("destination_url", record.Text("destinationRelativeUrl"u8));
        draft.Note("virus_info", record.Text("virusInfo"u8));
        draft.Note("sharing_type", record.Text("sharingType"u8));
        draft.Note("event_data", record.Text("eventData"u8, "event_Data"u8));
        draft.Note("unique_sharing_id", record.Text("uniqueSharingId"u8));
        draft.Note("machine_id", record.Text("machineId"u8));
        Shared(record, draft);
        ChangeList.Add(record.List("modifiedProperties"u8), draft);
    }

    private static void Shared(Fields record, EventDraft draft)
    {
        var with = record.Text("targetUserOrGroupName"u8, "userSharedWith"u8);
        if (with is null)
            return;
        var kind = record.Text("targetUserOrGroupType"u8);
        draft.Note("shared_with", with);
        draft.Note("shared_with_type", kind);
        var upn = ActorKeys.IsUpn(with) ? with : null;
        var type = TargetTypes.Of(kind);
        draft.AddTarget(upn is not null && type == TargetTypes.Other ? "user" : type, null, upn is null ? with : null, upn);
    }
}
