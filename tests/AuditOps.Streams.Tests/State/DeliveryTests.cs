using System.Runtime.CompilerServices;
using AuditOps.Streams.Runtime;
using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Streams.Tests.State;

public sealed class DeliveryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_stores_of_a_batch_are_let_go_with_the_batch(bool abort)
    {
        var delivery = new Delivery();
        var slots = new List<WeakReference>();
        for (var i = 0; i < 50; i++)
        {
            slots.Add(Batch(delivery));
            if (abort)
                delivery.Reset();
            else
                delivery.EndBatch();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.All(slots, slot => Assert.False(slot.IsAlive));
        GC.KeepAlive(delivery);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Batch(Delivery delivery)
    {
        var slot = new StoreSlot(new KeyValueStore<string, string>("words", new Utf8Serde(), new Utf8Serde()), new TopicPartition("words.changelog", 0));
        Assert.Same(delivery.Telling(slot.Delivered), delivery.Telling(slot.Delivered));
        return new WeakReference(slot.Delivered.Target);
    }
}
