using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Sinks;

/// <content>What a plan says of the batch besides its ranges: whose the records are, and into which inserts it is divided.</content>
internal sealed partial class SinkBatch
{
    /// <summary>Sums kept in a plan; what comes beyond is counted as of nobody known.</summary>
    private const int MostCounts = 256;

    /// <summary>Parts of a refused insert. One bad record among 50,000 takes four divisions and some forty inserts.</summary>
    private const int Fanout = 8;

    /// <summary>So few records are not divided further but inserted one by one.</summary>
    private const int Few = 64;

    /// <summary>About so many pieces at most: a plan is one record.</summary>
    private const int MostPieces = 1024;

    /// <summary>The inserts that take the place of a refused one, in order.</summary>
    public IReadOnlyList<SinkPiece> Divide(int from, int to)
    {
        if (to - from <= Math.Max(Few, Units / MostPieces))
            return [PieceOf(from, to, singly: true)];
        var pieces = new SinkPiece[Fanout];
        for (var i = 0; i < Fanout; i++)
            pieces[i] = PieceOf(Bound(i), Bound(i + 1), singly: false);
        return pieces;

        int Bound(int part) => from + (int)((long)(to - from) * part / Fanout);
    }

    /// <summary>The first unit of a piece, and the one after the last. Empty where its records are not there any more.</summary>
    public (int From, int To) UnitsOf(in SinkPiece piece) =>
        (UnitsBefore(piece.FirstPartition, piece.FirstOffset), UnitsBefore(piece.LastPartition, piece.LastOffset + 1));

    private SinkPiece PieceOf(int from, int to, bool singly)
    {
        var (first, last) = (UnitAt(from).Record, UnitAt(to - 1).Record);
        return new SinkPiece(first.Partition.Partition.Value, first.Offset, last.Partition.Partition.Value, last.Offset, singly);
    }

    private int UnitsBefore(int partition, long offset)
    {
        var before = 0;
        foreach (var part in Parts)
        {
            var number = part.Partition.Partition.Value;
            if (number > partition)
                break;
            before += number < partition ? part.Units.Count : part.UnitsBefore(offset);
        }

        return before;
    }

    private List<SinkPlanCount> CountsOf(SinkTable table, DateTimeOffset now)
    {
        var counts = new List<SinkPlanCount>();
        foreach (var part in Parts)
        {
            var named = new Dictionary<SinkCountKey, int>();
            foreach (var unit in part.Units)
            {
                if (table.NamesLosses && unit.Count is { } key && (named.ContainsKey(key) || counts.Count + named.Count < MostCounts))
                    named[key] = named.GetValueOrDefault(key) + 1;
            }

            var partition = part.Partition.Partition.Value;
            foreach (var (key, records) in named)
                counts.Add(new SinkPlanCount(partition, key.Tenant, key.Source, key.Hour, records));
            if (part.Records - named.Values.Sum() is var others and > 0)
                counts.Add(OfNobody(table, partition, now, others));
        }

        return counts;
    }

    private static SinkPlanCount OfNobody(SinkTable table, int partition, DateTimeOffset at, int records)
    {
        var key = SinkCountKey.OfNobody(table, at);
        return new SinkPlanCount(partition, key.Tenant, key.Source, key.Hour, records);
    }
}
