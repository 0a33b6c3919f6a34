using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;

namespace AuditOps.Tests.Processors;

/// <summary>Small valid records, told apart by number.</summary>
internal static class ProcessorSamples
{
    public const string Tenant = "contoso";

    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"event-{number:D6}.");

    public static IEnumerable<(byte[] Key, AuditEvent Value)> Events(int from, int count) =>
        Enumerable.Range(from, count).Select(number => (Keys.Actor(Tenant, $"user{number % 97}"), Event(number)));

    public static IEnumerable<(byte[] Key, RawEnvelope Value)> Envelopes(int from, int count) =>
        Enumerable.Range(from, count).Select(number => (Keys.Record(Tenant, IdOf(number)), Envelope(number)));

    public static RawEnvelope Envelope(int number) => new()
    {
        Tenant = Tenant,
        Source = Sources.M365Activity,
        Shape = WireShape.ManagementActivity,
        RecordId = IdOf(number),
        CollectedAt = Time,
        Run = "run-1",
        Payload = Encoding.UTF8.GetBytes(
            $$"""{"CreationTime":"2026-01-02T03:04:05","Id":"{{IdOf(number)}}","Operation":"Send","RecordType":2,"ResultStatus":"Succeeded","UserId":"user{{number % 97}}@contoso.example","UserType":0,"Workload":"Exchange"}"""),
    };

    public static AuditEvent Event(int number) => new()
    {
        Tenant = Tenant,
        EventId = IdOf(number),
        Source = Sources.M365Activity,
        Shape = WireShape.ManagementActivity,
        Workload = "Exchange",
        Category = "Mail",
        Operation = "Send",
        Outcome = Outcome.Success,
        Actor = new Actor { Key = $"user{number % 97}", Kind = ActorKind.User },
        EventTime = Time.AddSeconds(number),
        CollectedAt = Time,
        Summary = "sent a message",
        SearchText = "sent a message",
        ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(IdOf(number))).AsMemory(0, 16),
        Run = "run-1",
        Raw = "{}"u8.ToArray(),
    };
}
