using System.CommandLine;
using System.Globalization;
using AuditOps.Collectors.DeadLetters;
using AuditOps.Schemas.Contracts;
using Command = System.CommandLine.Command;

namespace AuditOps.Host.Commands;

/// <summary>The options that choose letters.</summary>
internal sealed class DlqFilterOptions
{
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only letters of this tenant." };
    private readonly Option<string?> _code = new("--code") { Description = $"Only letters with this code: {string.Join(", ", Enum.GetNames<DeadLetterCode>())}." };
    private readonly Option<string?> _stage = new("--stage") { Description = "Only letters of this stage: import, collect, ingest, sink, notify." };
    private readonly Option<string?> _since = new("--since") { Description = "Only letters since then: a time (2026-01-31T12:00:00Z) or an age (30m, 24h, 7d)." };

    public void AddTo(Command command)
    {
        command.Add(_tenant);
        command.Add(_code);
        command.Add(_stage);
        command.Add(_since);
    }

    /// <summary>Whether any of them was given.</summary>
    public bool Any(ParseResult parsed) => (parsed.GetValue(_tenant) ?? parsed.GetValue(_code) ?? parsed.GetValue(_stage) ?? parsed.GetValue(_since)) is not null;

    /// <exception cref="HostException">A value means nothing.</exception>
    public DeadLetterFilter Filter(ParseResult parsed, DateTimeOffset now) => new()
    {
        Tenant = parsed.GetValue(_tenant),
        Code = parsed.GetValue(_code) is { } code ? Code(code) : null,
        Stage = parsed.GetValue(_stage),
        Since = parsed.GetValue(_since) is { } since ? Since(since, now) : null,
    };

    private static DeadLetterCode Code(string text) => Enum.TryParse<DeadLetterCode>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var code) && Enum.IsDefined(code)
        ? code
        : throw new HostException($"'{text}' is not a code; use one of {string.Join(", ", Enum.GetNames<DeadLetterCode>())}.");

    private static DateTimeOffset Since(string text, DateTimeOffset now)
    {
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count <= 36_500)
        {
            TimeSpan? age = text[^1] switch { 's' => TimeSpan.FromSeconds(count), 'm' => TimeSpan.FromMinutes(count), 'h' => TimeSpan.FromHours(count), 'd' => TimeSpan.FromDays(count), _ => null };
            if (age is { } known) return now - known;
        }

        throw new HostException($"'{text}' is neither a time (2026-01-31T12:00:00Z) nor an age (30m, 24h, 7d).");
    }
}
