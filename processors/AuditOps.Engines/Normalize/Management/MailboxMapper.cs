using System.Text.Json;
using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>What happened inside mailboxes (record types 2, 3, 19 and 50).</summary>
internal static class MailboxMapper
{
    public static void Map(int type, Fields record, EventDraft draft)
    {
        draft.AddEcs("email");
        if (type == RecordTypes.ExchangeItem)
            draft.AddEcs("file");
        var owner = record.Text("mailboxOwnerUPN"u8);
        draft.AddTarget("mailbox", record.Text("mailboxGuid"u8), null, owner);
        var client = record.Text("clientInfoString"u8);
        draft.UserAgent ??= client;
        draft.Note("client_info", client);
        draft.Note("client_process", record.Text("clientProcessName"u8));
        draft.Note("client_version", record.Text("clientVersion"u8));
        draft.Note("logon_type", LogonType(record.Text("logonType"u8, "logon_Type"u8)));
        draft.Note("logon_user_sid", record.Text("logonUserSid"u8));
        draft.Note("mailbox_owner", owner);
        draft.Note("cross_mailbox", record.Flag("crossMailboxOperation"u8) ?? record.Flag("crossMailboxOperations"u8));
        draft.Note("send_as_user", record.Text("sendAsUserSmtp"u8));
        draft.Note("send_on_behalf_of", record.Text("sendOnBehalfOfUserSmtp"u8));
        draft.Note("dest_mailbox_owner", record.Text("destMailboxOwnerUPN"u8));
        draft.Note("folder", record.Object("folder"u8).Text("path"u8) ?? FirstFolder(record.List("folders"u8)));
        draft.Note("dest_folder", record.Object("destFolder"u8).Text("path"u8));
        draft.Note("originating_server", record.Text("originatingServer"u8));
        draft.Note("operation_count", record.Text("operationCount"u8));
        MapItems(record, draft);
        foreach (var property in record.List("operationProperties"u8).Items())
        {
            if (property.Text("name"u8) is { } name)
                draft.Note(Text.SnakeCase.Of(name), property.Text("value"u8));
        }
    }

    private static void MapItems(Fields record, EventDraft draft)
    {
        Message(record.Object("item"u8), draft);
        var count = 0;
        foreach (var item in record.List("affectedItems"u8).Items())
        {
            if (count++ < NormalizeLimits.Targets)
                Message(item, draft);
        }

        if (count > 0)
            draft.Note("item_count", count);
    }

    private static void Message(JsonElement item, EventDraft draft)
    {
        var subject = item.Text("subject"u8);
        draft.Note("email_subject", subject);
        draft.Note("internet_message_id", item.Text("internetMessageId"u8));
        draft.Note("attachments", item.Text("attachments"u8));
        draft.Note("folder", item.Find("parentFolder"u8).Text("path"u8));
        if (subject is not null)
            draft.AddTarget("message", item.Text("internetMessageId"u8), subject);
    }

    private static string? FirstFolder(JsonElement folders)
    {
        foreach (var folder in folders.Items())
            return folder.Text("path"u8);
        return null;
    }

    private static string? LogonType(string? number) => number switch
    {
        "0" => "Owner",
        "1" => "Admin",
        "2" => "Delegated",
        "3" => "Transport",
        "4" => "SystemService",
        "5" => "BestAccess",
        "6" => "DelegatedAdmin",
        _ => number,
    };
}
