using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Teams (record types 25 and 57): teams, channels, chats, members, apps.</summary>
internal static class TeamsMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        // ECS has no word for collaboration; talk between people over the service is nearest to network.
        draft.AddEcs("network");
        var team = record.Text("teamName"u8);
        draft.AddTarget("team", record.Text("teamGuid"u8, "aadGroupId"u8), team);
        draft.Note("team", team);
        draft.Note("channel", record.Text("channelName"u8));
        draft.Note("channel_type", record.Text("channelType"u8));
        draft.Note("communication_type", record.Text("communicationType"u8));
        draft.Note("chat_thread_id", record.Text("chatThreadId"u8));
        draft.Note("message_id", record.Text("messageId"u8));
        draft.Note("addon_name", record.Text("addOnName"u8));
        draft.Note("item_name", record.Text("itemName"u8));
        draft.Note("tab_type", record.Text("tabType"u8));
        draft.Note("has_foreign_tenant_users", record.Object("participantInfo"u8).Find("hasForeignTenantUsers"u8).AsFlag());
        Files(record, draft);
        var members = 0;
        foreach (var member in record.List("members"u8).Items())
        {
            if (members++ == NormalizeLimits.ListItems)
                break;
            var upn = member.Text("upn"u8);
            draft.AddTarget("user", null, member.Text("displayName"u8), upn);
        }

        if (members > 0)
            draft.Note("member_count", members);
        if (record.Text("name"u8) is { } changed)
            draft.AddChange(changed, record.Text("oldValue"u8), record.Text("newValue"u8));
    }

    private static void Files(Fields record, EventDraft draft)
    {
        var file = record.Text("sourceFileName"u8);
        if (file is null)
            return;
        draft.AddEcs("file");
        draft.Note("file_name", file);
        draft.Note("file_extension", record.Text("sourceFileExtension"u8));
        draft.AddTarget("file", record.Text("objectId"u8), file);
    }
}
