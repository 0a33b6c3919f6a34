using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Generic;

/// <summary>Records nobody knows: the usual names for time, who, what, from where and how it went, in the order of how sure they are.</summary>
internal static class GenericMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.Flags |= EventFlags.Generic;
        Who(record, draft);
        What(record, draft);
        When(record, draft);
    }

    /// <summary>The resource inside an envelope of a foreign category; what the envelope said stays.</summary>
    public static void MapInner(RecordContext context, EventDraft draft)
    {
        // Defender's streaming API calls every operation "Publish"; the row's own action says what happened.
        if (draft.Operation is "Publish")
            draft.Operation = context.Inner.Text("actionType"u8) ?? draft.NativeCategory;
        Map(context.Inner, draft);
        draft.Workload ??= context.Top.Text("category"u8);
        if (string.Equals(draft.NativeCategory, "MicrosoftGraphActivityLogs", StringComparison.OrdinalIgnoreCase))
            GraphActivity(context.Inner, draft);
    }

    private static void GraphActivity(Fields record, EventDraft draft)
    {
        draft.Flags &= ~EventFlags.Generic;
        draft.AddEcs("iam");
        draft.Workload = "MicrosoftGraph";
        draft.Note("request_method", record.Text("requestMethod"u8));
        draft.Note("request_uri", record.Text("requestUri"u8));
        draft.Note("scopes", record.Text("scopes"u8));
        var status = record.Text("responseStatusCode"u8);
        draft.ResultCode = status;
        draft.Outcome = status switch
        {
            "401" or "403" => Outcome.Denied,
            { Length: 3 } when status[0] is '2' or '3' => Outcome.Success,
            { Length: 3 } => Outcome.Failure,
            _ => Outcome.Unknown,
        };
    }

    private static void Who(Fields record, EventDraft draft)
    {
        var name = record.Text("userPrincipalName"u8, "userId"u8, "upn"u8)
            ?? record.Text("accountUpn"u8, "senderAddress"u8, "initiatingProcessAccountUpn"u8)
            ?? record.Text("user"u8, "userName"u8, "accountName"u8);
        if (name is not null && ActorKeys.IsUpn(name))
            draft.ActorUpn = name;
        else
            draft.ActorDisplay = name;
        draft.ActorId = record.Text("userObjectId"u8, "accountObjectId"u8, "userPrincipalObjectID"u8) ?? (draft.ActorUpn is null ? record.Text("userId"u8) : null);
        draft.ActorDisplay ??= record.Text("userDisplayName"u8, "accountDisplayName"u8);
        draft.ActorAppId = record.Text("appId"u8, "applicationId"u8);
        draft.ActorKind = draft.ActorUpn is not null || draft.ActorId is not null ? ActorKind.User
            : draft.ActorAppId is not null ? ActorKind.Application
            : ActorKind.Unknown;
        if (draft.ActorAppId is not null || record.Has("appDisplayName"u8))
            draft.App = new App { Id = draft.ActorAppId, Name = record.Text("appDisplayName"u8, "application"u8) };
        draft.TakeAddress(record.Text("clientIP"u8, "ipAddress"u8, "callerIpAddress"u8));
        draft.TakeAddress(record.Text("sourceIp"u8, "fromIP"u8, "remoteIP"u8));
        draft.UserAgent = record.Text("userAgent"u8);
    }

    private static void What(Fields record, EventDraft draft)
    {
        draft.Operation ??= record.Text("operation"u8, "operationName"u8, "activityDisplayName"u8)
            ?? record.Text("actionType"u8, "action"u8, "activity"u8)
            ?? record.Text("title"u8, "eventName"u8, "event"u8)
            ?? record.Text("rule_id"u8);
        draft.Workload ??= record.Text("workload"u8, "serviceSource"u8, "service"u8) ?? record.Text("application"u8, "product"u8);
        draft.NativeCategory ??= record.Text("category"u8);
        if (draft.Outcome == Outcome.Unknown)
            draft.Outcome = Outcomes.OfWord(record.Text("resultStatus"u8, "result"u8, "outcome"u8));
        draft.ResultReason ??= record.Text("resultDescription"u8, "description"u8, "reason"u8);
        draft.CorrelationId ??= record.Text("correlationId"u8);
        draft.OrganizationId ??= record.Text("organizationId"u8, "tenantId"u8);
        draft.Note("severity", record.Text("severity"u8));
        draft.Note("subject", record.Text("subject"u8));
        var name = record.Text("fileName"u8, "sourceFileName"u8);
        draft.Note("file_name", name);
        draft.AddTarget(name is null ? TargetTypes.Other : "file", record.Text("objectId"u8, "targetId"u8), name ?? record.Text("objectName"u8, "targetName"u8));
        if (record.Text("recipientAddress"u8, "recipientEmailAddress"u8) is { } recipient)
            draft.AddTarget("mailbox", null, null, recipient);
        var device = record.Text("deviceName"u8);
        if (device is not null || record.Has("deviceId"u8))
            draft.Device = new Device { Id = record.Text("deviceId"u8), Name = device };
    }

    private static void When(Fields record, EventDraft draft)
    {
        draft.TakeTime(record.Text("timestamp"u8, "@timestamp"u8, "time"u8));
        draft.TakeTime(record.Text("timeGenerated"u8, "creationTime"u8, "eventTime"u8));
        draft.TakeTime(record.Text("activityDateTime"u8, "createdDateTime"u8, "lastUpdateDateTime"u8));
        draft.TakeTime(record.Text("received"u8, "eventTimestamp"u8, "lastSyncDateTime"u8));
        draft.TakeTime(record.Text("riskLastUpdatedDateTime"u8, "date"u8, "startDate"u8));
    }
}
