using System.Globalization;
using AuditOps.Api.Auth;
using AuditOps.Api.Cursors;

namespace AuditOps.Api.Http;

/// <summary>
/// What all lists have in common: whose items, how many, from which place on, and an answer that names the next place. A list adds its own filters and everything that is wrong with
/// them, and every fault of a request is said at once.
/// </summary>
internal sealed class ListFrame
{
    /// <summary>Items of one answer.</summary>
    public const int MaxLimit = 500;

    private const char Between = '\u001f';

    private readonly Caller _caller;
    private readonly string? _tenant;
    private readonly string _purpose;

    /// <param name="http">The request.</param>
    /// <param name="list">Name of the list: part of what its cursors are bound to.</param>
    /// <param name="tenant">The parameter of this name, as it came.</param>
    /// <param name="limit">Likewise.</param>
    /// <param name="cursor">Likewise.</param>
    /// <param name="standard">Items of an answer to who names no number.</param>
    /// <param name="filters">The list's own parameters, each by its name and as it came; cursors are bound to these too. No other parameter is taken.</param>
    /// <param name="withInstallation">Whether the tenant may be _, which stands for parts of the installation.</param>
    public ListFrame(HttpContext http, string list, string? tenant, string? limit, string? cursor, int standard, IReadOnlyList<(string Name, string? Value)> filters, bool withInstallation = false)
    {
        _caller = Caller.Of(http);
        _tenant = tenant;
        // The page size is not part of it: a caller may ask for bigger pages half-way.
        _purpose = string.Join(Between, filters.Select(filter => filter.Value).Prepend(tenant).Prepend(list));
        StrictQuery.Check(http.Request.Query, ["tenant", .. filters.Select(filter => filter.Name), "limit", "cursor"], Errors);
        TenantParameter.Check(tenant, Errors, withInstallation);
        Limit = limit is null ? standard : Parse.Limit(limit, MaxLimit) ?? 0;
        if (Limit == 0) Errors.Add("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        After = cursor is null ? null : Cursor.Read(_caller.CursorKey, _purpose, cursor);
        if (cursor is not null && After is null) Errors.Add("cursor", "Is not a cursor of this list with these filters and this API key.");
    }

    /// <summary>Takes the faults of the list's own filters.</summary>
    public RequestErrors Errors { get; } = new();

    /// <summary>The answer to a request that cannot be served; null when it can. Ask when the own filters are checked.</summary>
    public IResult? Refusal => TenantParameter.Refusal(_caller, _tenant, Errors);

    /// <summary>Whose items may be read; null for everybody's.</summary>
    public IReadOnlyCollection<string>? Tenants => _caller.Scope(_tenant);

    /// <summary>The key of the last item of the page before; null on the first page.</summary>
    public string[]? After { get; }

    /// <summary>Items of this answer.</summary>
    public int Limit { get; }

    /// <summary>Rows to read: one more than are shown tells whether there is another page.</summary>
    public int Wanted => Limit + 1;

    /// <summary>A text of 1 to so many characters, or none.</summary>
    public void CheckText(string name, string? value, int most)
    {
        if (value is not null && (value.Length == 0 || value.Length > most)) Errors.Add(name, $"Must have 1 to {most} characters.");
    }

    /// <summary>One of some words, or none.</summary>
    public void CheckWord(string name, string? value, string[] words)
    {
        if (value is not null && !words.Contains(value, StringComparer.Ordinal)) Errors.Add(name, $"Must be one of {string.Join(", ", words)}.");
    }

    /// <summary>A time; null where there is none or it is wrong.</summary>
    public DateTimeOffset? ReadTime(string name, string? value)
    {
        if (value is null) return null;
        var time = Parse.Time(value);
        if (time is null) Errors.Add(name, "Must be a time in ISO 8601 between 1970 and 2199, for example 2026-01-31T08:00:00Z.");
        return time;
    }

    /// <summary>A part of a key that <see cref="Part(DateTimeOffset)"/> wrote.</summary>
    public static DateTimeOffset TimeOf(string part) => new(long.Parse(part, CultureInfo.InvariantCulture), TimeSpan.Zero);

    public static string Part(DateTimeOffset time) => time.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>The answer.</summary>
    /// <param name="rows">At most <see cref="Wanted"/>.</param>
    /// <param name="item">What is shown of a row.</param>
    /// <param name="key">The key of a row, as <see cref="After"/> gives it back.</param>
    public IResult Page<TRow, TItem>(IReadOnlyList<TRow> rows, Func<TRow, TItem> item, Func<TRow, string[]> key) => TypedResults.Ok(new Page<TItem>
    {
        Items = [.. rows.Take(Limit).Select(item)],
        NextCursor = rows.Count > Limit ? Cursor.Write(_caller.CursorKey, _purpose, key(rows[Limit - 1])) : null,
    });

    /// <summary>The answer where rows are shown as they are.</summary>
    public IResult Page<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string[]> key) => Page(rows, static row => row, key);
}
