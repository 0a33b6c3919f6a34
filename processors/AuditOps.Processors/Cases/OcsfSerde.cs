using System.Buffers;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;

namespace AuditOps.Processors.Cases;

/// <summary>Alerts as OCSF findings; nothing of ours reads them back.</summary>
internal sealed class OcsfSerde : ISerde<Alert>
{
    private static readonly string Version = typeof(OcsfSerde).Assembly.GetName().Version?.ToString(3) ?? "0";

    public Alert Deserialize(ReadOnlyMemory<byte> data) => throw new NotSupportedException("findings are for readers outside");

    public void Serialize(Alert value, IBufferWriter<byte> output) => OcsfFinding.Write(value, Version, output);
}
