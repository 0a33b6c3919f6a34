using System.Net.Sockets;
using AuditOps.Engines.Alerts;
using AuditOps.Processors.Notify.Sending;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify;

/// <summary>Tries targets without the pipeline: whether their addresses may be reached, and whether a test message arrives.</summary>
public static class NotifyProbe
{
    /// <summary>One row for each target: where its name leads now.</summary>
    public static async Task<IReadOnlyList<ProbeRow>> CheckAsync(NotifyOptions options, CancellationToken cancel)
    {
        var connector = new GuardedConnector(new AddressGuard(options.Allow));
        var rows = new List<ProbeRow>();
        foreach (var target in options.Targets)
        {
            var host = target.Kind == TargetKind.Syslog ? target.Host! : target.Address!.IdnHost;
            try
            {
                var addresses = await connector.PermittedAsync(host, cancel);
                rows.Add(addresses.Count == 0
                    ? new ProbeRow(target.Name, target.Shown, false, "the name leads to no address")
                    : new ProbeRow(target.Name, target.Shown, true, string.Join(", ", addresses)));
            }
            catch (AddressRefusedException e)
            {
                rows.Add(new ProbeRow(target.Name, target.Shown, false, e.Message));
            }
            catch (SocketException e)
            {
                rows.Add(new ProbeRow(target.Name, target.Shown, false, $"the name cannot be resolved: {e.SocketErrorCode}"));
            }
        }

        return rows;
    }

    /// <summary>Sends a test message now and says what came of it. Nothing of it is logged or tried again.</summary>
    /// <exception cref="ProcessorException">There is no target of that name.</exception>
    public static async Task<ProbeRow> TestAsync(NotifyOptions options, string name, string tenant, string by, TimeProvider time, CancellationToken cancel)
    {
        var target = options.Targets.FirstOrDefault(target => target.Name == name)
            ?? throw new ProcessorException(ProcessorErrorCode.OptionsInvalid, $"There is no target {name}; there are: {string.Join(", ", options.Targets.Select(target => target.Name))}.");
        var alert = TestAlert.Create(tenant, time.GetUtcNow(), by);
        var delivery = new Delivery
        {
            Tenant = tenant,
            DeliveryId = DeliveryIds.Of(name, tenant, alert.AlertId, DeliveryTriggers.Test),
            Target = name,
            State = DeliveryState.Planned,
            Trigger = DeliveryTriggers.Test,
            AlertId = alert.AlertId,
            Revision = alert.Revision,
            RuleId = alert.Facts.RuleId,
            Severity = alert.Facts.Severity,
            At = alert.UpdatedAt,
            PlannedAt = alert.UpdatedAt,
            By = by,
        };
        await using var sender = Senders.Create(target, options, time);
        var outcome = await sender.SendAsync(delivery, alert, cancel);
        return new ProbeRow(name, target.Shown, outcome.Verdict == SendVerdict.Delivered, outcome.Message is null ? outcome.Code : $"{outcome.Code}: {outcome.Message}");
    }
}
