using NhiEvents.Contracts;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Ports;
using NhiEvents.Core.Streams;
using NhiEvents.Core.Streams.Formats;
using NhiEvents.Core.Tests.Doubles;
using NhiEvents.Core.Tests.Response;

namespace NhiEvents.Core.Tests.Streams;

/// <summary>NHI405 from the first finding to the digest: a list to work through, which holds nothing up.</summary>
public sealed class OwnerlessTests
{
    private const int Accounts = 30;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Identities_without_an_owner_are_reacted_to_as_any_others_and_are_one_group_of_one_digest()
    {
        using var response = new ResponseWorld();
        using var streams = new StreamWorld(("mail", new OutletOptions { Way = OutletWay.Mail, Format = StreamFormat.Text, Records = [HouseRecordKind.Digest] }));
        await response.Remember.HandleAsync(new IdentityRegistered(ResponseWorld.Tenant, "registry", "1", new IdentityFacts { Id = ResponseWorld.Person, Owner = "Storage team" }), Ct);
        for (var i = 0; i < Accounts; i++)
        {
            var account = $"99999999-0000-4000-8000-0000000000{i:x2}";
            await response.FoundAsync(response.Finding("NHI109", account, name: "svc-" + i, owner: "unknown"));
            await response.FoundAsync(response.Finding("NHI112", account, name: "svc-" + i, owner: "unknown"));
        }

        var raised = await response.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged);
        foreach (var missing in raised)
        {
            Assert.IsType<Outcome.Completed>(await response.React.HandleAsync(missing, Ct));
            await streams.Keep.HandleAsync(missing, Ct);
        }

        Assert.Equal(1, await streams.Digests.HandleAsync(Ct));
        await streams.SettleAsync();

        Assert.Equal(Accounts, raised.Count(missing => missing.Finding.FindingType == "NHI405"));
        Assert.Equal(raised.Count, raised.Select(missing => missing.Finding.Identity.Id).Distinct().Count());
        Assert.Equal(2 * Accounts, (await response.TicketsAsync()).Count); // of what was found, and of no missing owner
        Assert.All(await response.TicketsAsync(), ticket => Assert.Equal("unknown", ticket.Facts.Owner));
        var (_, digest) = Assert.Single(streams.Outlets.Sent);
        Assert.Equal($"Accounts without an owner: {Accounts} new, 0 still open", digest.Title);
        Assert.Single(digest.Text.Split('\n'), line => line.Contains("NHI405", StringComparison.Ordinal));
    }
}
