using System.Text.Json.Nodes;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Core.Tests.Portal;

public sealed class WriteBrakeTests : IDisposable
{
    private static readonly PortalPerson Pat = new("p1", "Pat", new HashSet<PortalRole> { PortalRole.Operator }, new HashSet<string>());

    private readonly PortalWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_is_sent_once_with_who_and_why_and_is_shown_until_writes_may_go_on()
    {
        await _world.TakeAsync(PortalWorld.Identity("a"));

        await _world.Brake.StopAsync(null, " Something is wrong ", Pat, Ct);

        foreach (var queue in Queues.WithBrakes)
        {
            var stop = Assert.Single(await _world.Ports.ReceivedAsync(queue, NhiJson.Default.StopWrites));
            Assert.Equal(new StopWrites("contoso", "p1", "Something is wrong", _world.Time.GetUtcNow()), stop);
        }

        Assert.True((bool)(await AskedAsync())["stop"]!);

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.Brake.ResumeAsync("CONTOSO", null, Pat, Ct);

        foreach (var queue in Queues.WithBrakes)
        {
            var messages = await _world.Ports.ReceivedAsync(queue);
            Assert.Equal([StopWrites.Kind, ResumeWrites.Kind], messages.Select(message => message.Kind));
        }

        Assert.False((bool)(await AskedAsync())["stop"]!);
    }

    [Fact]
    public async Task The_policy_writer_goes_on_for_one_policy_and_a_stop_of_all_writes_stands()
    {
        await _world.TakeAsync(PortalWorld.Identity("a"));
        await _world.Brake.StopAsync(null, "Something is wrong", Pat, Ct);
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        await _world.Brake.ResumeAsync(null, " policy-1 ", Pat, Ct);

        var resumed = Assert.Single(await _world.Ports.ReceivedAsync(Queues.Exceptions), message => message.Kind == ResumeWrites.Kind);
        Assert.Equal("policy-1", (string?)JsonNode.Parse(resumed.Body.Span)!["policyId"]);
        Assert.All(Queues.WithBrakes.Where(queue => queue != Queues.Exceptions), queue => Assert.DoesNotContain(_world.Ports.ReceivedAsync(queue).GetAwaiter().GetResult(), message => message.Kind == ResumeWrites.Kind));
        Assert.True((bool)(await AskedAsync())["stop"]!);
    }

    [Theory]
    [InlineData(null, null, "reason")]
    [InlineData(null, "  ", "reason")]
    [InlineData("fabrikam", "why", "tenantId")]
    public async Task What_is_missing_is_named_and_nothing_is_sent(string? tenant, string? reason, string member)
    {
        await _world.TakeAsync(PortalWorld.Identity("a"));

        var fault = await Assert.ThrowsAsync<BadRequestException>(() => _world.Brake.StopAsync(tenant, reason, Pat, Ct));

        Assert.Equal(member, fault.Member);
        Assert.Empty(await _world.Ports.ReceivedAsync(Queues.Exceptions));
    }

    [Fact]
    public async Task Without_a_tenant_there_is_nothing_to_stop()
    {
        Assert.Equal("tenantId", (await Assert.ThrowsAsync<BadRequestException>(() => _world.Brake.StopAsync(null, "why", Pat, Ct))).Member);
        Assert.Empty((JsonArray)(await SystemAsync())["writes"]!);
    }

    public void Dispose() => _world.Dispose();

    private async Task<JsonNode> SystemAsync() => JsonNode.Parse(await _world.Overview.ReadSystemAsync(Ct))!;

    private async Task<JsonNode> AskedAsync() => Assert.Single((JsonArray)(await SystemAsync())["writes"]!)!;
}
