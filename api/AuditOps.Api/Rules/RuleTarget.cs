using System.Text.Json;
using System.Text.Json.Serialization;
using AuditOps.Api.Auth;
using AuditOps.Api.Commands;
using AuditOps.Api.Http;

namespace AuditOps.Api.Rules;

/// <summary>What all addresses of rules have in common: whose rule it is, and who may change it.</summary>
internal static class RuleTarget
{
    /// <summary>Stands for all tenants.</summary>
    public const string Everybody = "_";

    public static readonly string[] Statuses = ["draft", "testing", "enabled", "disabled"];

    private const int MaxId = 256;

    private static readonly JsonSerializerOptions CommandJson = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void Check(string? id, string? tenant, RequestErrors errors)
    {
        if (id is not null && IdFault(id) is { } fault) errors.Add("id", fault);
        if (tenant is not null && tenant != Everybody && !IsTenant(tenant)) errors.Add("tenant", "Must be a tenant key, [a-z0-9-]{1,63}, or _ for all tenants.");
    }

    /// <summary>Why a rule cannot have such an id; null when it can. It has to stand in an address as one part of it.</summary>
    public static string? IdFault(string id) =>
        id.Length is 0 or > MaxId || id.Any(char.IsControl) || id.Contains('/', StringComparison.Ordinal) || id is "." or ".." ? $"Must have 1 to {MaxId} characters and no slash." : null;

    /// <summary>The rules of everybody are there to be seen by everybody.</summary>
    public static bool MaySee(Caller caller, string tenant) => tenant == Everybody || caller.MaySee(tenant);

    /// <summary>Only a key for all tenants may change what holds for all of them.</summary>
    public static bool MayChange(Caller caller, string tenant) => tenant == Everybody ? caller.Tenants is null : caller.MaySee(tenant);

    /// <summary>Whose rules a caller sees; null for all.</summary>
    public static IReadOnlyCollection<string>? Scope(Caller caller, string? tenant) =>
        tenant is not null ? [tenant] : caller.Tenants is null ? null : [.. caller.Tenants, Everybody];

    /// <summary>Whose rule a change means that does not say so; null when it has to.</summary>
    public static string? DefaultOwner(Caller caller) => caller.Tenants switch { null => Everybody, [var one] => one, _ => null };

    /// <summary>The body of a command as Cases reads it.</summary>
    public static byte[] Body(string? yaml, string? status, string? note) => JsonSerializer.SerializeToUtf8Bytes(new { yaml, status, note }, CommandJson);

    public static async Task<IResult> AskAsync(HttpContext http, CommandGate gate, string kind, string tenant, string id, long revision, byte[] body)
    {
        if (!gate.IsOpen) return CommandAnswers.Unavailable(http);
        try
        {
            var (command, verdict) = await gate.AskAsync(http, kind, tenant, id, revision, body);
            return CommandAnswers.Result(command, verdict);
        }
        catch (CommandChannelException)
        {
            return CommandAnswers.Unavailable(http);
        }
    }

    private static bool IsTenant(string text) => text.Length is > 0 and <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
