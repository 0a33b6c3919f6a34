using System.Net;
using AuditOps.Processors.Notify;
using AuditOps.Processors.Notify.Delivering;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Alerts;
using AuditOps.Tests.Processors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Tests.Notify;

/// <summary>What tests of the workers share: options for receivers on this machine, plans, and what stands on the topic.</summary>
internal static class NotifyWork
{
    public static readonly SchemaRegistry Schemas = new();

    public static NotifyOptions Options(params TargetOptions[] targets) => new()
    {
        Targets = targets,
        Allow = new AddressAllowance { Networks = [IPNetwork.Parse("127.0.0.0/8")], Http = true },
        RetryFirst = TimeSpan.FromMilliseconds(50),
        RetryMax = TimeSpan.FromMilliseconds(200),
    };

    public static TargetOptions Target(string name, ScriptedReceiver receiver) => new() { Name = name, Kind = TargetKind.Webhook, Url = new SecretText(receiver.Url) };

    public static DeliveryWorker Start(NotifyOptions options, ProcessorKafka kafka, ILogger? logger = null)
    {
        var worker = new DeliveryWorker(options, kafka.Clients, Schemas, "test", TimeProvider.System, logger ?? NullLogger.Instance);
        worker.Start();
        return worker;
    }

    public static Delivery Plan(string id, string target, long round = 0)
    {
        var now = DateTimeOffset.UtcNow;
        return SenderTests.Delivery() with { DeliveryId = id, Target = target, Round = round, At = now, PlannedAt = now, Payload = Codecs.Alert.Encode(Samples.Alert(1)) };
    }

    public static Task PublishAsync(ProcessorKafka kafka, IEnumerable<Delivery> plans) =>
        kafka.PublishAsync(TopicNames.Deliveries, Codecs.Delivery, plans.Select(plan => (Keys.Join(plan.Tenant, plan.DeliveryId), plan)));

    /// <summary>Everything on the topic once the condition holds; a deadline makes it a failure.</summary>
    public static List<Delivery> Until(ProcessorKafka kafka, Func<List<Delivery>, bool> holds)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var steps = kafka.ReadAll(TopicNames.Deliveries).Select(record => Codecs.Delivery.Decode(record.Message.Value, Schemas)).ToList();
            if (holds(steps))
                return steps;
            if (DateTime.UtcNow > deadline)
                throw new TimeoutException(string.Join('\n', steps.Select(step => $"{step.DeliveryId} {step.Target} {step.State} {step.Attempt} {step.Code} {step.Message}")));
        }
    }

    public static bool IsOver(Delivery step) => step.State is DeliveryState.Delivered or DeliveryState.Dead;
}
