using System.Text.Json;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Intune;

/// <summary>
/// Intune's own diagnostic records, which are not Graph's auditEvent: AuditLogs (ActivityType, Actor, Targets), OperationalLogs and DeviceComplianceOrg / Devices
/// (https://learn.microsoft.com/mem/intune/fundamentals/review-logs-using-azure-monitor).
/// </summary>
internal static class IntuneEnvelopeMapper
{
    private const string NoName = "<null>";

    public static void Map(Fields properties, EventDraft draft)
    {
        draft.Workload = "Intune";
        draft.AddEcs("configuration");
        draft.TakeTime(properties.Text("activityDate"u8, "startTimeUtc"u8, "enrollmentTimeUTC"u8));
        draft.OrganizationId ??= properties.Text("aadTenantId"u8);
        if (properties.Has("actor"u8) || properties.Has("auditEventId"u8))
            MapAudit(properties, draft);
        else
            MapDevice(properties, draft);
    }

    private static void MapAudit(Fields properties, EventDraft draft)
    {
        // 1 goes with success in every record seen; the envelope's word says the same where it is there.
        if (draft.Outcome == Outcome.Unknown && properties.Text("activityResultStatus"u8) is { } status)
            draft.Outcome = status == "1" ? Outcome.Success : Outcomes.OfWord(status);
        draft.Note("operation_type", OperationType(properties.Text("activityType"u8)));
        draft.Note("intune_category", properties.Text("category"u8));
        draft.Note("relation_id", properties.Text("relationId"u8));
        draft.Note("details", properties.Text("additionalDetails"u8));
        MapActor(properties.Object("actor"u8), draft);
        var ids = properties.List("targetObjectIds"u8);
        var names = properties.List("targetDisplayNames"u8);
        var count = Math.Max(Length(ids), Length(names));
        for (var i = 0; i < Math.Min(count, NormalizeLimits.ListItems); i++)
            draft.AddTarget(TargetTypes.Other, At(ids, i), At(names, i));
        foreach (var target in properties.List("targets"u8).Items())
            ChangeList.Add(target.Find("modifiedProperties"u8), draft);
    }

    private static void MapActor(JsonElement actor, EventDraft draft)
    {
        draft.ActorUpn = actor.Text("upn"u8);
        draft.ActorId = actor.Text("objectId"u8);
        var application = actor.Text("application"u8);
        var applicationName = actor.Text("applicationName"u8);
        draft.ActorDisplay = actor.Text("name"u8);
        draft.ActorAppId = application ?? applicationName;
        if (application is not null || applicationName is not null)
            draft.App = new App { Id = application, Name = applicationName };
        if (draft.ActorUpn is not null || draft.ActorId is not null)
            draft.ActorKind = ActorKind.User;
        else if (draft.ActorAppId is not null)
            draft.ActorKind = ActorKind.Application;
        if (draft.ActorKind == ActorKind.Application)
            draft.ActorDisplay ??= applicationName;
        foreach (var permission in actor.Find("userPermissions"u8).Items())
            draft.Note("user_permissions", permission.AsText());
    }

    private static void MapDevice(Fields properties, EventDraft draft)
    {
        draft.ActorUpn = properties.Text("upn"u8, "userEmail"u8) ?? WithSuffix(properties.Text("userName"u8), properties.Text("upnSuffix"u8));
        draft.ActorId = NotZero(properties.Text("intuneUserId"u8, "userId"u8, "primaryUser"u8));
        draft.ActorDisplay = properties.Text("userDisplayName"u8, "userName"u8);
        if (draft.ActorUpn is not null || draft.ActorId is not null)
            draft.ActorKind = ActorKind.User;
        var id = properties.Text("intuneDeviceId"u8, "deviceId"u8, "aadDeviceId"u8);
        var name = properties.Text("deviceHostName"u8, "deviceName"u8);
        var system = properties.Text("deviceOperatingSystem"u8) ?? properties.Text("os"u8);
        var compliance = properties.Text("complianceState_loc"u8, "complianceState"u8);
        draft.Device = new Device { Id = id, Name = name, OperatingSystem = system, IsCompliant = compliance is null ? null : compliance is "1" or "Compliant" };
        draft.AddTarget("device", id, name);
        draft.ResultReason ??= properties.Text("description"u8, "alertDisplayName"u8) ?? Known(properties.Text("failureReason"u8));
        draft.Note("operational_category", properties.Text("operationalLogCategory"u8));
        draft.Note("alert_type", properties.Text("alertType"u8));
        draft.Note("compliance_state", compliance);
        draft.Note("intune_account_id", properties.Text("intuneAccountId"u8));
        draft.Note("os_version", properties.Text("osVersion"u8));
        draft.Note("user_name", properties.Text("userName"u8));
    }

    /// <summary>The numbers seen in published records; an unknown one stays a number.</summary>
    private static string? OperationType(string? number) => number switch
    {
        "0" => "Create",
        "1" => "Delete",
        "2" => "Patch",
        "3" => "Action",
        "4" => "SetReference",
        _ => number,
    };

    private static string? WithSuffix(string? user, string? suffix) => user is null || suffix is null ? null : user.Contains('@') ? user : $"{user}@{suffix}";

    private static string? NotZero(string? id) => id is "00000000-0000-0000-0000-000000000000" ? null : id;

    private static string? Known(string? word) => word is "Unknown" or "None" ? null : word;

    private static int Length(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;

    private static string? At(JsonElement list, int index)
    {
        var text = index < Length(list) ? list[index].AsText() : null;
        return text == NoName ? null : text;
    }
}
