using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Defender for Office: mail verdicts, URL clicks, malicious files, quarantine (record types 28, 41, 47 and 65).</summary>
internal static class ThreatMapper
{
    public static void Map(int type, Fields record, EventDraft draft)
    {
        draft.AddEcs("malware");
        draft.Note("kind", "alert");
        draft.Note("detection_method", record.Text("detectionMethod"u8));
        draft.Note("verdict", record.Text("verdict"u8));
        draft.Note("url", record.Text("url"u8, "eventDeepLink"u8));
        draft.Note("network_message_id", record.Text("networkMessageId"u8));
        if (type == RecordTypes.ThreatUrl)
        {
            draft.AddTarget(TargetTypes.Other, record.Text("url"u8, "objectId"u8), null);
            draft.Note("app_name", record.Text("appName"u8));
            return;
        }

        File(record, draft);
        Mail(record, draft);
    }

    private static void File(Fields record, EventDraft draft)
    {
        var file = record.Object("fileData"u8);
        var name = file.Text("fileName"u8);
        if (name is null)
            return;
        draft.Note("file_name", name);
        draft.Note("file_sha256", file.Text("sha256"u8));
        draft.Note("malware_family", file.Text("malwareFamily"u8));
        draft.AddTarget("file", file.Text("filePath"u8, "documentId"u8), name);
    }

    private static void Mail(Fields record, EventDraft draft)
    {
        var subject = record.Text("subject"u8);
        draft.Note("email_subject", subject);
        draft.Note("email_from", record.Text("p2Sender"u8, "p1Sender"u8));
        draft.Note("sender_ip", record.Text("senderIp"u8));
        draft.Note("internet_message_id", record.Text("internetMessageId"u8));
        if (subject is not null || record.Has("networkMessageId"u8))
            draft.AddTarget("message", record.Text("networkMessageId"u8), subject);
        foreach (var recipient in record.List("recipients"u8).Items())
            draft.AddTarget("user", null, null, recipient.AsText());
        if (record.Text("policyAction"u8) is { } action && Outcomes.OfWord(action) == Outcome.Denied)
            draft.Note("policy_action", action);
    }
}
