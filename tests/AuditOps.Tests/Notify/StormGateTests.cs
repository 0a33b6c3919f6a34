using AuditOps.Processors.Notify.Delivering;
using AuditOps.Schemas.Contracts;
using AuditOps.Tests.Alerts;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Tests.Notify;

/// <summary>What is told alone and what together, by the clock alone.</summary>
public sealed class StormGateTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Start = Samples.Start;
    private readonly DeliveryPartition _partition = new(new TopicPartition("t", 0), 0);
    private readonly List<DeliveryItem> _released = [];
    private long _offset;

    [Fact]
    public void The_first_of_a_window_go_alone_and_the_others_together_at_its_end()
    {
        var gate = Gate();
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(second => gate.Admits(Item(), Start.AddSeconds(second))));
        Assert.Equal(Start + Window, gate.Next);
        Assert.Empty(gate.Take(Start + Window - TimeSpan.FromSeconds(1)));
        Assert.Equal(2, gate.Take(Start + Window).Count);
        Assert.Null(gate.Next);
        // Two waited, which is no storm: the next one goes alone at once.
        Assert.True(gate.Admits(Item(), Start + Window + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void In_a_storm_there_is_one_message_a_window_until_a_window_was_calm()
    {
        var gate = Gate();
        var alone = 0;
        var together = new List<int>();
        for (var second = 0; second < 1_800; second++)
        {
            var now = Start.AddSeconds(second);
            if (second < 1_000 && gate.Admits(Item(), now))
                alone++;
            if (gate.Take(now) is { Count: > 0 } taken)
                together.Add(taken.Count);
        }

        Assert.Equal(3, alone);
        Assert.Equal(997, together.Sum());
        Assert.Equal(4, together.Count);
        Assert.True(gate.Admits(Item(), Start.AddSeconds(1_801)));
    }

    [Fact]
    public void A_storm_of_small_things_holds_no_great_one_up_and_what_is_asked_for_by_hand_goes_at_once()
    {
        var gate = Gate();
        for (var i = 0; i < 20; i++)
            gate.Admits(Item(AlertSeverity.Low), Start);
        Assert.True(gate.Admits(Item(AlertSeverity.Critical), Start));
        Assert.True(gate.Admits(Item(AlertSeverity.Low, round: 1), Start));
        Assert.True(gate.Admits(Item(AlertSeverity.Low, trigger: DeliveryTriggers.Test), Start));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.True(new StormGate(0, Window, 10, _released.Add).Admits(Item(), Start)));
    }

    [Fact]
    public void What_could_not_be_told_together_is_told_together_again_at_its_own_time()
    {
        var gate = Gate();
        for (var i = 0; i < 7; i++)
            gate.Admits(Item(), Start);
        var end = Start + Window;
        var failed = gate.Take(end);
        Assert.Equal(4, failed.Count);
        foreach (var item in failed)
        {
            (item.Attempt, item.DueAt) = (1, end.AddSeconds(7));
            Assert.False(gate.Admits(item, end.AddSeconds(7)));
        }

        failed[0].IsFinished = true;
        Assert.Equal(end.AddSeconds(7), gate.Next);
        Assert.Equal(failed.Skip(1), gate.Take(end.AddSeconds(7)));
        Assert.Equal([failed[0]], _released);
        // One that failed alone stays alone and takes no place of another.
        var single = Item();
        single.Attempt = 1;
        Assert.True(gate.Admits(single, end.AddSeconds(8)));
    }

    [Fact]
    public void One_message_stands_for_so_many_and_the_rest_follows_at_once()
    {
        var gate = new StormGate(1, Window, 10, _released.Add);
        for (var i = 0; i < 26; i++)
            gate.Admits(Item(), Start);
        Assert.Equal([10, 10, 5, 0], Enumerable.Range(0, 4).Select(_ => gate.Take(Start + Window).Count));
    }

    public void Dispose() => _partition.Dispose();

    private StormGate Gate() => new(3, Window, 1_000, _released.Add);

    private DeliveryItem Item(AlertSeverity severity = AlertSeverity.High, long round = 0, string trigger = DeliveryTriggers.Opened)
    {
        var offset = _offset++;
        return new DeliveryItem(_partition, offset, SenderTests.Delivery() with { DeliveryId = $"d{offset}", Severity = severity, Round = round, Trigger = trigger });
    }
}
