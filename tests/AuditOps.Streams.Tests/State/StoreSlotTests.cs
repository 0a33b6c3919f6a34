using AuditOps.Streams.Runtime;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Streams.Tests.State;

public sealed class StoreSlotTests
{
    [Fact]
    public void An_acknowledgement_after_an_abort_does_not_move_the_changelog_position()
    {
        var slot = new StoreSlot(new KeyValueStore<string, string>("words", new Utf8Serde(), new Utf8Serde()), new TopicPartition("words.changelog", 0)) { Next = 5 };
        var underWay = slot.Delivered;
        slot.Drop();
        underWay(40);
        slot.Merge();
        Assert.Equal(5, slot.Next);

        slot.Delivered(41);
        slot.Merge();
        Assert.Equal(42, slot.Next);
    }
}
