using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Entra;

/// <summary>Identity Protection detections: Graph <c>riskDetection</c> (https://learn.microsoft.com/graph/api/resources/riskdetection), envelopes, AADUserRiskEvents rows.</summary>
internal static class RiskMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.Workload = "IdentityProtection";
        draft.AddEcs("iam");
        draft.Operation ??= "User Risk Detection";
        draft.NativeCategory = "RiskDetection";
        draft.RecordType = record.Text("riskEventType"u8, "riskType"u8);
        draft.ResultReason = draft.RecordType;
        draft.TakeTime(record.Text("activityDateTime"u8));
        draft.TakeTime(record.Text("detectedDateTime"u8, "riskLastUpdatedDateTime"u8));
        draft.TakeTime(record.Text("timeGenerated"u8));
        draft.ActorUpn = record.Text("userPrincipalName"u8);
        draft.ActorId = record.Text("userId"u8, "servicePrincipalId"u8);
        draft.ActorDisplay = record.Text("userDisplayName"u8, "servicePrincipalDisplayName"u8);
        draft.ActorAppId = record.Text("appId"u8);
        draft.ActorKind = record.Has("servicePrincipalId"u8) && draft.ActorUpn is null ? ActorKind.ServicePrincipal : ActorKind.User;
        draft.TakeAddress(record.Text("ipAddress"u8));
        draft.Geo = SignInDevice.Place(record.Object("location"u8));
        draft.CorrelationId = record.Text("correlationId"u8);
        draft.Note("kind", "alert");
        draft.Note("risk_event_type", draft.RecordType);
        draft.Note("risk_level", record.Text("riskLevel"u8));
        draft.Note("risk_state", record.Text("riskState"u8));
        draft.Note("risk_detail", record.Text("riskDetail"u8));
        draft.Note("detection_timing", record.Text("detectionTimingType"u8));
        draft.Note("detected_at", record.Text("detectedDateTime"u8));
        draft.Note("request_id", record.Text("requestId"u8));
        draft.Note("risk_activity", record.Text("activity"u8));
        draft.AddTarget("user", draft.ActorId, draft.ActorDisplay, draft.ActorUpn);
        foreach (var item in record.List("additionalInfo"u8).Items())
        {
            var key = item.Text("key"u8);
            if (string.Equals(key, "userAgent", StringComparison.OrdinalIgnoreCase))
                draft.UserAgent = item.Text("value"u8);
            else if (string.Equals(key, "riskReasons", StringComparison.OrdinalIgnoreCase))
                draft.Note("risk_reasons", Text.EncodedValue.Decode(item.Text("value"u8)) ?? Reasons(item));
        }
    }

    private static string? Reasons(System.Text.Json.JsonElement item)
    {
        var value = item.Find("value"u8);
        return value.ValueKind == System.Text.Json.JsonValueKind.Array ? Text.EncodedValue.Decode(value.GetRawText()) : null;
    }
}
