using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Host.Bench;

/// <summary>Seeded Exchange mailbox records in the Management Activity API's form, of a stated size, told apart by number.</summary>
/// <remarks>Form: https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema</remarks>
internal sealed class PipelineBenchRecords(string tenant, string run, int seed, int payloadBytes) : IDisposable
{
    private static readonly string[] Operations = ["MailItemsAccessed", "Send", "MoveToDeletedItems", "New-InboxRule", "UpdateInboxRules", "SoftDelete"];
    private static readonly string[] Words = ["invoice", "quarter", "review", "draft", "contract", "meeting", "budget", "travel", "summary", "report", "holiday", "request"];

    private readonly Random _random = new(seed);
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly StringBuilder _text = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null);

    public RawEnvelope Next(long number, DateTimeOffset now)
    {
        var id = IdOf(number);
        return new RawEnvelope
        {
            Tenant = tenant,
            Source = Sources.M365Activity,
            Shape = WireShape.ManagementActivity,
            RecordId = id,
            CollectedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
            Run = run,
            Payload = Payload(id, now),
        };
    }

    /// <summary>Fixed width, so that ids sort as their numbers do.</summary>
    public static string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{number:D12}");

    public void Dispose() => _json.Dispose();

    private byte[] Payload(string id, DateTimeOffset now)
    {
        var user = _random.Next(500);
        _output.ResetWrittenCount();
        _json.Reset(_output);
        _json.WriteStartObject();
        _json.WriteString("CreationTime", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        _json.WriteString("Id", id);
        _json.WriteString("Operation", Operations[_random.Next(Operations.Length)]);
        _json.WriteString("OrganizationId", "6f7a5c1e-8f0b-4f55-9d3c-2b1f0c9d7a11");
        _json.WriteNumber("RecordType", 2);
        _json.WriteString("ResultStatus", "Succeeded");
        _json.WriteString("UserKey", $"1003200{user:D9}");
        _json.WriteNumber("UserType", 0);
        _json.WriteNumber("Version", 1);
        _json.WriteString("Workload", "Exchange");
        _json.WriteString("ClientIP", $"203.0.113.{_random.Next(1, 255)}");
        _json.WriteString("UserId", $"user{user}@contoso.example");
        _json.WriteString("ClientInfoString", "Client=OWA;Mozilla/5.0 (Windows NT 10.0; Win64; x64)");
        _json.WriteBoolean("ExternalAccess", false);
        _json.WriteNumber("LogonType", 0);
        _json.WriteString("MailboxOwnerUPN", $"user{user}@contoso.example");
        _json.WriteString("OriginatingServer", $"EX{_random.Next(100)}");
        _json.WriteString("SessionId", $"{_random.NextInt64():x16}");
        _json.WriteStartObject("Item");
        _json.WriteString("Id", $"{_random.NextInt64():x16}{_random.NextInt64():x16}");
        _json.WriteString("Subject", $"{Word()} {Word()}");
        _json.WriteEndObject();
        _json.Flush();
        _text.Clear();
        while (_output.WrittenCount + _text.Length < payloadBytes - 20)
            _text.Append(Word()).Append(_random.Next(1000)).Append(' ');
        _json.WriteString("Comment", _text.ToString());
        _json.WriteEndObject();
        _json.Flush();
        return _output.WrittenSpan.ToArray();
    }

    private string Word() => Words[_random.Next(Words.Length)];
}
