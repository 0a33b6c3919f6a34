using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Settings;
using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>Whether access control lists, users and settings can be read and mean something. No finding shows a salt or a key.</summary>
internal static class MetadataCheck
{
    private const string Where = "internal/" + MetadataLog.FileName + ".log";

    public static void Run(Dictionary<byte[], byte[]> entries, Findings findings)
    {
        foreach (var (key, value) in entries)
        {
            try
            {
                if (Problem(MetadataLog.Read<MetadataKey>(key), MetadataLog.Read<MetadataValue>(value)) is { } problem) findings.Fault(FaultKind.InternalLog, Where, problem);
            }
            catch (MalformedRequestException malformed)
            {
                findings.Fault(FaultKind.InternalLog, Where, $"an entry cannot be read: {malformed.Message}");
            }
        }
    }

    private static string? Problem(MetadataKey key, MetadataValue value)
    {
        switch (key.Kind)
        {
            case MetadataKey.BindingKind:
                return key.Binding.Problem() is { } problem ? $"a binding of '{key.Principal}': {problem}" : null;
            case MetadataKey.CredentialKind:
                var hash = ScramHash.Find((ScramMechanism)key.Mechanism);
                return hash is null || value.StoredKey?.Length != hash.Bytes || value.ServerKey?.Length != hash.Bytes ? $"the credential of '{key.Name}' does not fit its mechanism" : null;
            default:
                return BrokerSettingKey.All.TryGetValue(key.Name, out var setting) && setting.Problem(value.Text ?? "") is { } wrong ? wrong : null;
        }
    }
}
