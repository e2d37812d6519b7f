using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Functions.Tests.Local;

public sealed class FunctionCatalogTests
{
    [Theory]
    [InlineData(typeof(RetryOnServiceBus), "retry attributes are not valid on Service Bus triggers")]
    [InlineData(typeof(UnknownBinding), "the local host knows ServiceBusReceivedMessage")]
    [InlineData(typeof(StrayParameter), "has a parameter wish that nothing binds")]
    [InlineData(typeof(NoTrigger), "has 0 triggers")]
    public void What_the_functions_host_refuses_is_refused(Type functions, string reason)
    {
        var refusal = Assert.Throws<HostRefusalException>(() => FunctionCatalog.Of("Test", [functions]));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Test/Wrong", refusal.Message, StringComparison.Ordinal);
    }

    public sealed class RetryOnServiceBus
    {
        [Function("Wrong")]
        [FixedDelayRetry(3, "00:00:05")]
        public static Task RunAsync([ServiceBusTrigger("a-queue")] ServiceBusReceivedMessage message) => Task.FromResult(message);
    }

    public sealed class UnknownBinding
    {
        [Function("Wrong")]
        public static Task RunAsync([ServiceBusTrigger("a-queue")] Uri message) => Task.FromResult(message);
    }

    public sealed class StrayParameter
    {
        [Function("Wrong")]
        public static Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, string wish) => Task.FromResult((timer, wish));
    }

    public sealed class NoTrigger
    {
        [Function("Wrong")]
        public static Task RunAsync(CancellationToken ct) => Task.FromCanceled(ct);
    }
}
