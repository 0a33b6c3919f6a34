using System.Globalization;

namespace AuditOps.Engines.Sigma.Values;

/// <summary>
/// When people work: <c>Europe/Zurich mon-fri 08:00-18:00 except 2026-12-25,2026-12-26</c>. Every part may be left out and is then that of the tenant's calendar; where there
/// is none, UTC, Monday to Friday, 09:00 to 17:00 (the end is outside). Hours that end before they begin go over midnight and belong to the day on which they begin.
/// </summary>
public sealed class BusinessHours
{
    private const int MostHolidays = 400;
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly bool[] _days;

    private BusinessHours(TimeZoneInfo zone, bool[] days, TimeOnly from, TimeOnly to, IReadOnlySet<DateOnly> holidays)
    {
        (Zone, _days, From, To, Holidays) = (zone, days, from, to, holidays);
        var named = string.Join(',', Names.Where((_, day) => days[day]));
        Text = string.Create(CultureInfo.InvariantCulture, $"{zone.Id} {named} {from:HH:mm}-{to:HH:mm}{(holidays.Count > 0 ? $" except {holidays.Count} days" : string.Empty)}");
        Key = $"{Text} {string.Join(',', holidays.Order().Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))}";
    }

    public static BusinessHours Standard { get; } = new(TimeZoneInfo.Utc, [false, true, true, true, true, true, false], new TimeOnly(9, 0), new TimeOnly(17, 0), new HashSet<DateOnly>());

    public TimeZoneInfo Zone { get; }

    /// <summary>Days of the week on which people work.</summary>
    public IEnumerable<DayOfWeek> Days => Enum.GetValues<DayOfWeek>().Where(day => _days[(int)day]);

    /// <summary>When work begins.</summary>
    public TimeOnly From { get; }

    /// <summary>When it ends; before <see cref="From"/> where it goes over midnight.</summary>
    public TimeOnly To { get; }

    public IReadOnlySet<DateOnly> Holidays { get; }

    /// <summary>For people.</summary>
    public string Text { get; }

    /// <summary>The same for the same hours alone.</summary>
    internal string Key { get; }

    /// <summary>Null, and what is wrong, when the text cannot be understood.</summary>
    /// <param name="text">What a rule or a calendar says.</param>
    /// <param name="standard">Where the parts come from that it leaves out.</param>
    /// <param name="wrong">A sentence.</param>
    public static BusinessHours? Read(string text, BusinessHours standard, out string? wrong)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(standard);
        var (zone, days, from, to, holidays) = (standard.Zone, standard._days, standard.From, standard.To, standard.Holidays);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        wrong = null;
        for (var i = 0; i < words.Length && wrong is null; i++)
        {
            if (words[i] == "except")
                (holidays, wrong) = ++i < words.Length ? HolidaysOf(words[i]) : (holidays, "'except' needs days such as 2026-12-25, or none.");
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
        return wrong is null ? new BusinessHours(zone, days, from, to, holidays) : null;
    }

    public bool IsOutside(DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, Zone).DateTime;
        var day = DateOnly.FromDateTime(local);
        var clock = TimeOnly.FromDateTime(local);
        if (From < To)
            return !IsWorkday(day) || clock < From || clock >= To;
        return !(clock >= From && IsWorkday(day)) && !(clock < To && IsWorkday(day.AddDays(-1)));
    }

    private bool IsWorkday(DateOnly day) => _days[(int)day.DayOfWeek] && !Holidays.Contains(day);

    private static (IReadOnlySet<DateOnly> Holidays, string? Wrong) HolidaysOf(string list)
    {
        var holidays = new HashSet<DateOnly>();
        if (list == "none")
            return (holidays, null);
        foreach (var text in list.Split(','))
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return (holidays, $"'{text}' is no day such as 2026-12-25.");
            holidays.Add(day);
        }

        return (holidays, holidays.Count <= MostHolidays ? null : $"there are more than {MostHolidays} holidays.");
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
        var days = new bool[Names.Length];
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            var (first, last) = (Array.IndexOf(Names, ends[0].ToLowerInvariant()), Array.IndexOf(Names, ends[^1].ToLowerInvariant()));
            if (ends.Length > 2 || first < 0 || last < 0)
                return null;
            for (var day = first; ; day = (day + 1) % Names.Length)
            {
                days[day] = true;
                if (day == last)
                    break;
            }
        }

        return days;
    }
}
