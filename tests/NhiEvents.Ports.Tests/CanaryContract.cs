using NhiEvents.Core.Ports;

namespace NhiEvents.Ports.Tests;

/// <summary>What every canary does.</summary>
public abstract class CanaryContract : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The tenant knows this one.</summary>
    protected abstract ICanary Known { get; }

    /// <summary>The tenant knows no such application.</summary>
    protected abstract ICanary Unknown { get; }

    /// <summary>Sign-ins that the tenant has seen, refused ones too.</summary>
    protected abstract int Seen { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Every_sign_in_reaches_the_tenant_however_many_there_were()
    {
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(new CanaryAnswer(true), await Known.SignInAsync(Ct));
            Assert.Equal(i, Seen);
        }
    }

    [Fact]
    public async Task A_refusal_is_an_answer_that_names_the_number_and_reaches_the_tenant_too()
    {
        Assert.Equal(new CanaryAnswer(false, "AADSTS700016"), await Unknown.SignInAsync(Ct));
        Assert.Equal(1, Seen);
    }
}
