using System.Globalization;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>
/// AuditOps' own field names: facts of the normalised event, the same whatever shape the record came in. Read for every event, so lists are gone through by place: an enumerator of an interface is an object.
/// </summary>
internal static class OwnFields
{
    private const string Attribute = "attr.";
    private const string Changes = "changes.";
    private const string New = ".new";
    private const string Old = ".old";

    private static readonly string[] Outcomes = LowerNames<Outcome>();
    private static readonly string[] Kinds = LowerNames<ActorKind>();
    private static readonly string[] Shapes = LowerNames<WireShape>();
    private static readonly (EventFlags Flag, string Name)[] FlagNames = [.. Enum.GetValues<EventFlags>().Where(flag => flag != 0).Select(flag => (flag, flag.ToString().ToLowerInvariant()))];

    private static readonly Dictionary<string, OwnField> Fixed = new(StringComparer.Ordinal)
    {
        ["tenant"] = (e, to) => to.Add(e.Tenant),
        ["event_id"] = (e, to) => to.Add(e.EventId),
        ["source"] = (e, to) => to.Add(e.Source),
        ["shape"] = (e, to) => to.Add(Shapes[(int)e.Shape]),
        ["workload"] = (e, to) => to.Add(e.Workload),
        ["category"] = (e, to) => to.Add(e.Category),
        ["ecs_category"] = EcsCategories,
        ["operation"] = (e, to) => to.Add(e.Operation),
        ["record_type"] = (e, to) => to.Add(e.RecordType),
        ["outcome"] = (e, to) => to.Add(Outcomes[(int)e.Outcome]),
        ["result_code"] = (e, to) => to.Add(e.ResultCode),
        ["result_reason"] = (e, to) => to.Add(e.ResultReason),
        ["summary"] = (e, to) => to.Add(e.Summary),
        ["actor"] = Actor,
        ["actor.key"] = (e, to) => to.Add(e.Actor.Key),
        ["actor.id"] = (e, to) => to.Add(e.Actor.Id),
        ["actor.upn"] = (e, to) => to.Add(e.Actor.Upn),
        ["actor.display"] = (e, to) => to.Add(e.Actor.Display),
        ["actor.kind"] = (e, to) => to.Add(Kinds[(int)e.Actor.Kind]),
        ["target"] = (e, to) => Targets(e, to, static target => target.Id, static target => target.Name, static target => target.Upn),
        ["target.id"] = (e, to) => Targets(e, to, static target => target.Id),
        ["target.name"] = (e, to) => Targets(e, to, static target => target.Name),
        ["target.upn"] = (e, to) => Targets(e, to, static target => target.Upn),
        ["target.type"] = (e, to) => Targets(e, to, static target => target.Type),
        ["ip"] = (e, to) => to.Add(e.Ip),
        ["port"] = (e, to) => to.Add(e.Port?.ToString(CultureInfo.InvariantCulture)),
        ["client_address"] = (e, to) => to.Add(e.ClientAddress),
        ["country"] = (e, to) => to.Add(e.Geo?.Country),
        ["state"] = (e, to) => to.Add(e.Geo?.State),
        ["city"] = (e, to) => to.Add(e.Geo?.City),
        ["user_agent"] = (e, to) => to.Add(e.UserAgent),
        ["app"] = (e, to) => Both(e.App, to),
        ["app.id"] = (e, to) => to.Add(e.App?.Id),
        ["app.name"] = (e, to) => to.Add(e.App?.Name),
        ["resource"] = (e, to) => Both(e.Resource, to),
        ["resource.id"] = (e, to) => to.Add(e.Resource?.Id),
        ["resource.name"] = (e, to) => to.Add(e.Resource?.Name),
        ["client_app"] = (e, to) => to.Add(e.Attributes.GetValueOrDefault("client_app")),
        ["device.id"] = (e, to) => to.Add(e.Device?.Id),
        ["device.name"] = (e, to) => to.Add(e.Device?.Name),
        ["device.os"] = (e, to) => to.Add(e.Device?.OperatingSystem),
        ["device.browser"] = (e, to) => to.Add(e.Device?.Browser),
        ["device.trust_type"] = (e, to) => to.Add(e.Device?.TrustType),
        ["device.is_compliant"] = (e, to) => to.Add(Flag(e.Device?.IsCompliant)),
        ["device.is_managed"] = (e, to) => to.Add(Flag(e.Device?.IsManaged)),
        ["session_id"] = (e, to) => to.Add(e.SessionId),
        ["correlation_id"] = (e, to) => to.Add(e.CorrelationId),
        ["organization_id"] = (e, to) => to.Add(e.OrganizationId),
        ["event_time"] = (e, to) => to.Add(e.EventTime.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
        ["flags"] = Flags,
        ["changes.property"] = (e, to) => Each(e, to, static change => change.Property),
        ["changes.new"] = (e, to) => Each(e, to, static change => change.New),
        ["changes.old"] = (e, to) => Each(e, to, static change => change.Old),
    };

    /// <summary>Names that are always there; beside them attributes and changed properties by name.</summary>
    public static IEnumerable<string> Names => Fixed.Keys;

    /// <summary>How to read an own field; null when the name is none of ours.</summary>
    public static OwnField? Find(string name)
    {
        if (Fixed.TryGetValue(name, out var found))
            return found;
        if (name.StartsWith(Attribute, StringComparison.Ordinal) && name.Length > Attribute.Length)
        {
            var attribute = name[Attribute.Length..];
            return (e, to) => to.Add(e.Attributes.GetValueOrDefault(attribute));
        }

        if (!name.StartsWith(Changes, StringComparison.Ordinal) || name.Length <= Changes.Length + New.Length)
            return null;
        var property = name[Changes.Length..^New.Length];
        if (name.EndsWith(New, StringComparison.Ordinal))
            return (e, to) => Change(e, to, property, static change => change.New);
        return name.EndsWith(Old, StringComparison.Ordinal) ? (e, to) => Change(e, to, property, static change => change.Old) : null;
    }

    private static void EcsCategories(AuditEvent e, IOwnValues to)
    {
        for (var i = 0; i < e.EcsCategories.Count; i++)
            to.Add(e.EcsCategories[i]);
    }

    private static void Actor(AuditEvent e, IOwnValues to)
    {
        to.Add(e.Actor.Key);
        to.Add(e.Actor.Id);
        to.Add(e.Actor.Upn);
    }

    private static void Both(App? app, IOwnValues to)
    {
        to.Add(app?.Id);
        to.Add(app?.Name);
    }

    private static void Targets(AuditEvent e, IOwnValues to, params ReadOnlySpan<Func<Target, string?>> parts)
    {
        for (var i = 0; i < e.Targets.Count; i++)
        {
            foreach (var part in parts)
                to.Add(part(e.Targets[i]));
        }
    }

    private static void Each(AuditEvent e, IOwnValues to, Func<PropertyChange, string?> part)
    {
        for (var i = 0; i < e.Changes.Count; i++)
            to.Add(part(e.Changes[i]));
    }

    private static void Change(AuditEvent e, IOwnValues to, string property, Func<PropertyChange, string?> part)
    {
        for (var i = 0; i < e.Changes.Count; i++)
        {
            if (string.Equals(e.Changes[i].Property, property, StringComparison.OrdinalIgnoreCase))
                to.Add(part(e.Changes[i]));
        }
    }

    private static void Flags(AuditEvent e, IOwnValues to)
    {
        foreach (var (flag, name) in FlagNames)
        {
            if ((e.Flags & flag) != 0)
                to.Add(name);
        }
    }

    private static string? Flag(bool? value) => value switch
    {
        true => "true",
        false => "false",
        _ => null,
    };

    private static string[] LowerNames<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        var names = new string[values.Max(value => Convert.ToInt32(value, CultureInfo.InvariantCulture)) + 1];
        Array.Fill(names, string.Empty);
        foreach (var value in values)
            names[Convert.ToInt32(value, CultureInfo.InvariantCulture)] = value.ToString().ToLowerInvariant();
        return names;
    }
}
