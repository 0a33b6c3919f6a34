using AuditOps.Engines.Normalize.Json;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Alerts and investigations of the compliance and security portals (record types 40, 64 and 98). Whom the alert is about is a target: the service acted, not the person.</summary>
internal static class AlertMapper
{
    public static void Map(int type, Fields record, EventDraft draft)
    {
        draft.AddEcs("intrusion_detection");
        draft.Note("kind", "alert");
        draft.NativeCategory = record.Text("category"u8);
        draft.Note("rule_name", record.Text("name"u8, "investigationName"u8));
        draft.Note("rule_id", record.Text("policyId"u8));
        draft.Note("severity", record.Text("severity"u8));
        draft.Note("alert_id", record.Text("alertId"u8));
        draft.Note("alert_type", record.Text("alertType"u8));
        draft.Note("alert_category", draft.NativeCategory);
        draft.Note("alert_status", record.Text("status"u8));
        draft.Note("alert_source", record.Text("source"u8));
        draft.ResultReason = record.Text("comments"u8) ?? draft.ResultReason;
        var data = record.Object("data"u8);
        if (type == RecordTypes.AirInvestigation)
        {
            draft.Note("investigation_id", record.Text("investigationId"u8));
            draft.Note("investigation_type", record.Text("investigationType"u8));
            draft.Note("severity", data.Text("severity"u8));
            draft.Note("url", record.Text("deepLinkUrl"u8));
            draft.AddTarget(TargetTypes.Other, record.Text("investigationId"u8), record.Text("investigationName"u8));
            return;
        }

        Entity(record.Text("entityType"u8), record.Text("alertEntityId"u8), draft);
        Person(data.Text("f3u"u8), draft);
        Person(data.Text("suid"u8), draft);
        Person(data.Text("trc"u8), draft);
        draft.Note("alert_operation", data.Text("op"u8, "lon"u8));
        draft.Note("email_subject", data.Text("subject"u8, "ms"u8));
    }

    private static void Entity(string? kind, string? id, EventDraft draft)
    {
        draft.Note("entity_type", kind);
        if (id is null)
            return;
        if (ActorKeys.IsUpn(id))
            draft.AddTarget("user", null, null, id);
        else
            draft.AddTarget(TargetTypes.Of(kind), id, null);
    }

    private static void Person(string? upn, EventDraft draft)
    {
        if (upn is null || !ActorKeys.IsUpn(upn))
            return;
        foreach (var target in draft.Targets)
        {
            if (string.Equals(target.Upn, upn, StringComparison.OrdinalIgnoreCase))
                return;
        }

        draft.AddTarget("user", null, null, upn);
    }
}
