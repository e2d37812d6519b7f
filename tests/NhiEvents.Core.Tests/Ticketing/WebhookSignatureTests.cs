using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Core.Tests.Ticketing;

public sealed class WebhookSignatureTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly byte[] Key = WebhookSignature.KeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    [Fact]
    public void The_example_of_the_specification_fits() => Assert.True(WebhookSignature.FitsStandard(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", [Key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"u8));

    /// <summary>Four texts stand for the same bytes, because Base64 pads; one of them was signed.</summary>
    [Fact]
    public void No_other_text_fits_not_even_one_for_the_same_bytes()
    {
        var signed = WebhookSignature.SignStandard(Key, "msg_1", 1, "{}"u8);
        Assert.True(WebhookSignature.FitsStandard($"v1a,AAAA {signed}", [Key], "msg_1", 1, "{}"u8));
        var last = signed.Length - 2;

        Assert.All(Alphabet.Where(letter => letter != signed[last]), letter =>
            Assert.False(WebhookSignature.FitsStandard($"{signed[..last]}{letter}=", [Key], "msg_1", 1, "{}"u8)));
        Assert.All([signed[..^1], signed + "=", signed + "A", $"{signed[..10]}\t{signed[10..]}", signed.Replace("v1", "V1", StringComparison.Ordinal)], text =>
            Assert.False(WebhookSignature.FitsStandard(text, [Key], "msg_1", 1, "{}"u8)));
    }
}
