using System.Globalization;

namespace AuditOps.Engines.Sigma.Values;

/// <summary>
/// When people work: <c>Europe/Zurich mon-fri 08:00-18:00 except 2026-12-25,2026-12-26</c>. Every part may be left out; without zone it is that of the rules, without days
/// Monday to Friday, without hours 09:00 to 17:00 (the end is outside). Hours that end before they begin go over midnight and belong to the day on which they begin.
/// </summary>
internal sealed class BusinessHours
{
    private const int MostHolidays = 400;
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly TimeZoneInfo _zone;
    private readonly bool[] _days;
    private readonly TimeOnly _from;
    private readonly TimeOnly _to;
    private readonly HashSet<DateOnly> _holidays;

    private BusinessHours(string text, TimeZoneInfo zone, bool[] days, TimeOnly from, TimeOnly to, HashSet<DateOnly> holidays) =>
        (Text, _zone, _days, _from, _to, _holidays) = (text, zone, days, from, to, holidays);

    /// <summary>As the rule says it, with the zone that it means.</summary>
    public string Text { get; }

    /// <summary>Null, and what is wrong, when the text cannot be understood.</summary>
    public static BusinessHours? Read(string text, TimeZoneInfo standard, out string? wrong)
    {
        var zone = standard;
        bool[] days = [false, true, true, true, true, true, false];
        var (from, to) = (new TimeOnly(9, 0), new TimeOnly(17, 0));
        var holidays = new HashSet<DateOnly>();
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        wrong = null;
        for (var i = 0; i < words.Length && wrong is null; i++)
        {
            if (words[i] == "except")
                wrong = ++i < words.Length ? Holidays(words[i], holidays) : "'except' needs days such as 2026-12-25.";
            else if (Clock(words[i]) is { } hours)
                (from, to) = hours;
            else if (DaysOf(words[i]) is { } named)
                days = named;
            else if (TimeZoneInfo.TryFindSystemTimeZoneById(words[i], out var found))
                zone = found;
            else
                wrong = $"'{words[i]}' is no time zone, days such as mon-fri, or hours such as 09:00-17:00.";
        }

        if (wrong is null && from == to)
            wrong = "working hours must not end where they begin.";
        return wrong is null ? new BusinessHours($"{zone.Id}|{text}", zone, days, from, to, holidays) : null;
    }

    public bool IsOutside(DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, _zone).DateTime;
        var day = DateOnly.FromDateTime(local);
        var clock = TimeOnly.FromDateTime(local);
        if (_from < _to)
            return !IsWorkday(day) || clock < _from || clock >= _to;
        return !(clock >= _from && IsWorkday(day)) && !(clock < _to && IsWorkday(day.AddDays(-1)));
    }

    private bool IsWorkday(DateOnly day) => _days[(int)day.DayOfWeek] && !_holidays.Contains(day);

    private static string? Holidays(string list, HashSet<DateOnly> holidays)
    {
        foreach (var text in list.Split(','))
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return $"'{text}' is no day such as 2026-12-25.";
            holidays.Add(day);
        }

        return holidays.Count <= MostHolidays ? null : $"there are more than {MostHolidays} holidays.";
    }

    private static (TimeOnly From, TimeOnly To)? Clock(string text) =>
        text.Split('-') is [var from, var to]
            && TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)
            && TimeOnly.TryParseExact(to, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end)
            ? (start, end)
            : null;

    /// <summary>mon-fri, or sat,sun, or both forms together.</summary>
    private static bool[]? DaysOf(string text)
    {
        var days = new bool[Days.Length];
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            var (first, last) = (Array.IndexOf(Days, ends[0].ToLowerInvariant()), Array.IndexOf(Days, ends[^1].ToLowerInvariant()));
            if (ends.Length > 2 || first < 0 || last < 0)
                return null;
            for (var day = first; ; day = (day + 1) % Days.Length)
            {
                days[day] = true;
                if (day == last)
                    break;
            }
        }

        return days;
    }
}
