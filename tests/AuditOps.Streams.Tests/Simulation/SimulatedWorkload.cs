using System.Globalization;

namespace AuditOps.Streams.Tests.Simulation;

/// <summary>
/// What a run is fed with: orders "id|group" of which some come twice or more (always under the same key, so in the same partition), and some lines that
/// nobody can read.
/// </summary>
internal sealed class SimulatedWorkload
{
    public const int WindowMs = 60_000;

    /// <summary>The group of orders that fail after they have written to a store.</summary>
    public const string Spoiler = "spoil";

    /// <summary>Takes an order back: its id is forgotten, and would be new again.</summary>
    public const string Cancel = "cancel";

    private readonly Random _random;
    private readonly List<string> _ids = [];

    public SimulatedWorkload(Random random, int count)
    {
        _random = random;
        Remaining = count;
    }

    public int Remaining { get; private set; }

    /// <summary>Key and value of the next record.</summary>
    public (string Key, string Value) Next()
    {
        Remaining--;
        if (_random.Next(40) == 0)
            return ("k" + _random.Next(8), "bad " + Remaining.ToString(CultureInfo.InvariantCulture));
        if (_random.Next(40) == 0)
            return ("s" + _random.Next(8), $"s{Remaining.ToString(CultureInfo.InvariantCulture)}|{Spoiler}");
        string id;
        if (_ids.Count > 0 && _random.Next(4) == 0)
        {
            id = _ids[_random.Next(_ids.Count)];
        }
        else
        {
            id = "o" + _ids.Count.ToString(CultureInfo.InvariantCulture);
            _ids.Add(id);
        }

        // The group follows from the id: a duplicate is the same order again.
        var group = "g" + (_ids.IndexOf(id) % 7).ToString(CultureInfo.InvariantCulture);
        return (id, _random.Next(5) == 0 ? $"{id}|{group}|{Cancel}" : $"{id}|{group}");
    }
}
