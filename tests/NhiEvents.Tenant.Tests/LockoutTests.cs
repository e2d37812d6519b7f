namespace NhiEvents.Tenant.Tests;

public sealed class LockoutTests : IDisposable
{
    private readonly TenantWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_same_wrong_password_never_locks()
    {
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(50126, _world.SignIn(_world.Ropc("stale")).ErrorCode);
        }

        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
    }

    [Fact]
    public void Three_wrong_passwords_in_turn_count_once_each()
    {
        for (var i = 0; i < 60; i++)
        {
            _world.SignIn(_world.Ropc("stale" + (i % 3)));
        }

        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
    }

    [Fact]
    public void Each_lockout_is_longer_than_the_one_before()
    {
        GuessTenTimes("a");
        Assert.Equal(50053, _world.SignIn(_world.Ropc()).ErrorCode);
        _world.Time.Advance(TimeSpan.FromSeconds(61));
        GuessTenTimes("b");
        _world.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(50053, _world.SignIn(_world.Ropc()).ErrorCode);
        _world.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
    }

    [Fact]
    public void A_right_password_forgets_the_wrong_ones()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 9; i++)
            {
                Assert.Equal(50126, _world.SignIn(_world.Ropc($"{round}-{i}")).ErrorCode);
            }

            Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
        }
    }

    [Fact]
    public void A_stranger_locks_out_strangers_and_not_the_owner()
    {
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
        for (var i = 0; i < 10; i++)
        {
            _world.SignIn(_world.Ropc("guess" + i, TenantWorld.Abroad));
        }

        Assert.Equal(50053, _world.SignIn(_world.Ropc(place: TenantWorld.Abroad)).ErrorCode);
        Assert.True(_world.SignIn(_world.Ropc()).Succeeded);
    }

    private void GuessTenTimes(string name)
    {
        for (var i = 0; i < 10; i++)
        {
            _world.SignIn(_world.Ropc(name + i));
        }
    }
}
