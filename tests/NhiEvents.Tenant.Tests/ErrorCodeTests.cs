
namespace NhiEvents.Tenant.Tests;

/// <summary>Every code comes out of the state of the tenant and what the client does; no test names a code to get it.</summary>
public sealed class ErrorCodeTests : IDisposable
{
    private readonly TenantWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Behaviour_gives_the_code(int code, string situation)
    {
        var outcome = Situations.All[(code, situation)](_world);

        Assert.Equal(code, outcome.ErrorCode);
        Assert.Equal(code == 0, outcome.Token is not null);
        var record = _world.LastRecord();
        Assert.Equal(code.ToString(System.Globalization.CultureInfo.InvariantCulture), record.GetProperty("resultType").GetString());
        Assert.Equal(code, record.GetProperty("properties").GetProperty("status").GetProperty("errorCode").GetInt32());
    }

    [Fact]
    public void Both_meanings_of_a_lockout_differ_by_their_reason_only()
    {
        var locked = Situations.All[(50053, "too many wrong passwords")](_world);
        using var other = new TenantWorld();
        var malicious = Situations.All[(50053, "an address with malicious activity, whatever the password")](other);

        Assert.Equal(locked.ErrorCode, malicious.ErrorCode);
        Assert.Contains("locked", locked.FailureReason, StringComparison.Ordinal);
        Assert.Contains("malicious", malicious.FailureReason, StringComparison.Ordinal);
    }

    /// <summary>Codes of ERRORCODES.md, table 1, that no behaviour of this tenant gives, and why.</summary>
    [Fact]
    public void Every_challenge_code_is_produced_or_explained()
    {
        var challenges = new[]
        {
            50076, 50079, 50072, 50074, 500121, 50078, 50158, 50161, 50177, 50178, 50097, 50155, 50187, 50129, 50125, 50127, 50135, 50142, 50199, 399218, 53004, 53010, 54008, 54009,
            50077, 50081, 700020, 26000, 16000, 50058, 65001, 90094, 90095, 70043, 70044, 70046, 70045, 50132, 50133, 50173, 700082, 70008, 700081, 700084, 50089, 50140,
        };

        var open = challenges.Except(Situations.All.Keys.Select(key => key.Code)).Except(Situations.NotProduced.Keys);

        Assert.Empty(open);
        Assert.Empty(Situations.NotProduced.Keys.Intersect(Situations.All.Keys.Select(key => key.Code)));
        Assert.All(Situations.NotProduced.Values, reason => Assert.NotEmpty(reason));
    }

    public static IEnumerable<TheoryDataRow<int, string>> Names() => Situations.All.Keys.Select(key => new TheoryDataRow<int, string>(key.Code, key.Situation));
}
