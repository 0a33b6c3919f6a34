using System.Text.Encodings.Web;
using System.Text.Json;

namespace AuditOps.Simulator.Http;

internal static class UnescapedJson
{
    /// <summary>Links keep their ampersands, as the services write them.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
