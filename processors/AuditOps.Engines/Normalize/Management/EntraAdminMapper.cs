using System.Text.Json;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>Directory changes as the Management API tells them (record type 8).</summary>
internal static class EntraAdminMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        draft.AddEcs("iam");
        MapActor(record, draft);
        ChangeList.Add(record.List("modifiedProperties"u8), draft);
        MapTarget(record, draft);
        ChangeList.AddNamedTargets(draft);
        var extended = record.List("extendedProperties"u8);
        draft.NativeCategory = NamedValues.Find(extended, "extendedAuditEventCategory");
        draft.Note("target_category", draft.NativeCategory);
        draft.UserAgent ??= NamedValues.Find(extended, "User-Agent") ?? AgentInside(NamedValues.Find(extended, "additionalDetails"));
    }

    private static void MapActor(Fields record, EventDraft draft)
    {
        var actor = IdentityList.Read(record.List("actor"u8));
        draft.ActorDisplay ??= actor.Name;
        if (draft.ActorUpn is null && actor.Upn is not null && ActorKeys.IsUpn(actor.Upn))
            draft.ActorUpn = actor.Upn;
        if (draft.ActorId is null || (actor.Id is not null && ManagementActor.ObjectId(draft.ActorId) is null && draft.ActorUpn is not null))
            draft.ActorId = actor.Id ?? draft.ActorId;
        if (actor.Kind is "ServicePrincipal" && draft.ActorUpn is null)
            draft.ActorKind = ActorKind.ServicePrincipal;
        if (draft.ActorKind == ActorKind.ServicePrincipal && draft.App is null && actor.Name is not null)
            draft.App = new App { Name = actor.Name };
    }

    private static void MapTarget(Fields record, EventDraft draft)
    {
        var target = IdentityList.Read(record.List("target"u8));
        var named = ManagementActor.Real(record.Text("objectId"u8));
        var upn = target.Upn ?? (named is not null && ActorKeys.IsUpn(named) ? named : null);
        var name = target.Name ?? (upn is null && target.Id is null ? named : null);
        var type = TargetTypes.Of(target.Kind);
        draft.AddTarget(type == TargetTypes.Other && upn is not null ? "user" : type, target.Id, name, upn);
    }

    /// <summary>The user agent hides in a JSON object inside a property's value.</summary>
    private static string? AgentInside(string? details)
    {
        if (details is null || !details.Contains("User-Agent", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            using var document = JsonDocument.Parse(details);
            return document.RootElement.Text("User-Agent"u8);
        }
        catch (JsonException)
        {
            // Details are free text in some records.
            return null;
        }
    }
}
