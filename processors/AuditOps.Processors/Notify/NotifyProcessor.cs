using System.Globalization;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Notify;

/// <summary>
/// Alerts in, planned deliveries out: one for each target that the alert is for and that wants to know what has just happened to it. Whether there are targets or not, what was
/// seen is remembered, so that a target configured later is not told of old alerts.
/// </summary>
internal sealed class NotifyProcessor(IReadOnlyList<TargetOptions> targets, TimeSpan kept) : IProcessor<Alert, Delivery>, IInitialize, IPunctuate<Delivery>
{
    public const string StoreName = "told";
    private const string Sweep = "sweep";
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);

    private KeyValueStore<string, Told> _told = null!;

    public void Init(IProcessorInit init)
    {
        _told = init.Store<KeyValueStore<string, Told>>(StoreName);
        init.Schedule(Sweep, PunctuationKind.WallClock, SweepEvery);
    }

    public void Process(Alert alert, IProcessorContext<Delivery> context)
    {
        var key = $"{alert.Tenant}/{alert.AlertId}";
        var before = _told.TryGet(key, out var found) ? found : null;
        if (before is not null && alert.Revision <= before.Revision)
            return;
        var facts = alert.Facts;
        var now = new Told(
            alert.Revision, facts.Severity, alert.Status is AlertStatus.Resolved or AlertStatus.FalsePositive, facts.Historical, facts.Silent, alert.UpdatedAt);
        byte[]? payload = null;
        foreach (var target in targets)
        {
            if (TriggerOf(target.Route, alert, before, now) is not { } trigger)
                continue;
            payload ??= Codecs.Alert.Encode(Slim(alert));
            context.Forward(Plan(target.Name, alert, trigger.Trigger, trigger.Occasion, payload));
        }

        _told.Put(key, before is null ? now : now with
        {
            Severity = before.Severity > now.Severity ? before.Severity : now.Severity,
            IsHistorical = before.IsHistorical && now.IsHistorical,
            IsTesting = before.IsTesting && now.IsTesting,
        });
    }

    public void Punctuate(string name, DateTimeOffset time, IProcessorContext<Delivery> context)
    {
        foreach (var (key, told) in _told.All())
        {
            if (told.At < time - kept)
                _told.Delete(key);
        }
    }

    /// <summary>What has happened from the point of view of one target, and what tells this occasion from others of its kind; null when there is nothing to tell.</summary>
    private static (string Trigger, string Occasion)? TriggerOf(AlertRoute route, Alert alert, Told? before, Told now)
    {
        if (!route.Takes(alert.Tenant, alert.Facts.RuleId, now.Severity, now.IsHistorical, now.IsTesting))
            return null;
        var knew = before is not null && route.Takes(alert.Tenant, alert.Facts.RuleId, before.Severity, before.IsHistorical, before.IsTesting);
        var revision = alert.Revision.ToString(CultureInfo.InvariantCulture);
        (string Trigger, string Occasion)? trigger = knew switch
        {
            false when now.IsClosed => null,
            false => (DeliveryTriggers.Opened, ""),
            true when before!.IsClosed && !now.IsClosed => (DeliveryTriggers.Reopened, revision),
            true when !before!.IsClosed && now.IsClosed => (DeliveryTriggers.Closed, revision),
            true when now.Severity > before!.Severity && !now.IsClosed => (DeliveryTriggers.Raised, now.Severity.ToString()),
            true => (DeliveryTriggers.Updated, revision),
        };
        return trigger is { } one && route.On.Contains(one.Trigger, StringComparer.Ordinal) ? one : null;
    }

    private static Delivery Plan(string target, Alert alert, string trigger, string occasion, byte[] payload) => new()
    {
        Tenant = alert.Tenant,
        DeliveryId = DeliveryIds.Of(target, alert.Tenant, alert.AlertId, trigger, occasion),
        Target = target,
        State = DeliveryState.Planned,
        Trigger = trigger,
        AlertId = alert.AlertId,
        Revision = alert.Revision,
        RuleId = alert.Facts.RuleId,
        Severity = alert.Facts.Severity,
        At = alert.UpdatedAt,
        PlannedAt = alert.UpdatedAt,
        By = NotifyTopology.Name,
        Payload = payload,
    };

    /// <summary>No form of a notification shows these, and they are most of the bytes.</summary>
    private static Alert Slim(Alert alert) => alert with { History = [], Facts = alert.Facts with { Snapshot = default } };
}
