using System.Globalization;
using System.Text.Json;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>Something done in a mailbox: record types 2, 3 and 50.</summary>
internal sealed class MailboxAct(Person actor, Person owner, string operation, string address, string client, Guid session, string subject) : Act
{
    private const int Items = 50;
    private const int Item = 2;
    private const int ItemGroup = 3;
    private const int Delegate = 2;

    protected override void WriteRecord(Utf8JsonWriter json, in Frame frame, ref Dice dice)
    {
        var recordType = operation switch { "MailItemsAccessed" => Items, "MoveToDeletedItems" or "SoftDelete" or "HardDelete" => ItemGroup, _ => Item };
        ManagementCommon.Start(json, in frame, recordType, operation, "Exchange", actor.Upn, actor.Puid, 0);
        json.WriteString("ResultStatus", "Succeeded");
        json.WriteString("ClientIP", address);
        json.WriteString("AppId", FirstParty.Exchange.AppId);
        json.WriteString("ClientIPAddress", address);
        json.WriteString("ClientInfoString", client);
        json.WriteBoolean("ExternalAccess", false);
        json.WriteNumber("InternalLogonType", 0);
        json.WriteNumber("LogonType", actor == owner ? 0 : Delegate);
        json.WriteString("LogonUserSid", actor.Sid);
        json.WriteString("MailboxGuid", owner.Mailbox);
        json.WriteString("MailboxOwnerSid", owner.Sid);
        json.WriteString("MailboxOwnerUPN", owner.Upn);
        json.WriteString("OrganizationName", frame.Org.Domain);
        json.WriteString("OriginatingServer", string.Create(CultureInfo.InvariantCulture, $"ZRXP278MB{1000 + (owner.Index % 900):D4} (15.20.4129.032)\r\n"));
        json.WriteString("SessionId", session);
        switch (recordType)
        {
            case Items: WriteAccess(json, ref dice); break;
            case ItemGroup: WriteAffected(json, ref dice); break;
            default: WriteItem(json, ref dice); break;
        }

        json.WriteEndObject();
    }

    private static void WriteAccess(Utf8JsonWriter json, ref Dice dice)
    {
        var count = 1 + dice.Below(4);
        ManagementCommon.Pairs(json, "OperationProperties", ("MailAccessType", "Bind"), ("IsThrottled", "False"));
        json.WriteStartArray("Folders");
        json.WriteStartObject();
        json.WriteStartArray("FolderItems");
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WriteString("InternetMessageId", MessageId(ref dice));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("Id", ItemId(ref dice));
        json.WriteString("Path", "\\Inbox");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteNumber("OperationCount", count);
    }

    private static void WriteAffected(Utf8JsonWriter json, ref Dice dice)
    {
        json.WriteStartArray("AffectedItems");
        json.WriteStartObject();
        json.WriteString("Id", ItemId(ref dice));
        json.WriteString("InternetMessageId", MessageId(ref dice));
        WriteFolder(json, "ParentFolder", "\\Inbox", ref dice);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("CrossMailboxOperation", false);
        WriteFolder(json, "DestFolder", "\\Deleted Items", ref dice);
        WriteFolder(json, "Folder", "\\Inbox", ref dice);
    }

    private void WriteItem(Utf8JsonWriter json, ref Dice dice)
    {
        json.WriteStartObject("Item");
        json.WriteString("Id", ItemId(ref dice));
        json.WriteString("InternetMessageId", MessageId(ref dice));
        WriteFolder(json, "ParentFolder", operation == "Send" ? "\\Drafts" : "\\Inbox", ref dice);
        json.WriteNumber("SizeInBytes", 1_500 + dice.Below(90_000));
        json.WriteString("Subject", subject);
        json.WriteEndObject();
    }

    private static void WriteFolder(Utf8JsonWriter json, string property, string path, ref Dice dice)
    {
        json.WriteStartObject(property);
        json.WriteString("Id", ItemId(ref dice));
        json.WriteString("Path", path);
        json.WriteEndObject();
    }

    private static string ItemId(ref Dice dice) => $"LgAAAAD{Convert.ToBase64String(dice.Guid().ToByteArray())[..22]}AAAB";

    private static string MessageId(ref Dice dice) => $"<{dice.Guid():N}@mail.example>";
}
