using System.Text;
using NhiEvents.Core.Events;

namespace NhiEvents.Core.Tests.Events;

/// <summary>One string per text, and never another text's.</summary>
public sealed class RecurringTextTests
{
    [Fact]
    public void Gives_the_text_of_any_bytes_whatever_came_before()
    {
        var random = new Random(5);
        for (var i = 0; i < 200_000; i++)
        {
            var bytes = new byte[random.Next(12)];
            random.NextBytes(bytes);
            for (var at = 0; at < bytes.Length && i % 4 > 0; at++)
            {
                bytes[at] = (byte)('a' + (bytes[at] & 3)); // few letters, so that texts come again
            }

            Assert.Equal(Encoding.UTF8.GetString(bytes), RecurringText.Of(bytes));
        }
    }

    [Fact]
    public void Gives_the_same_string_for_a_text_that_comes_again()
    {
        var first = RecurringText.Of("7c1f4a52-3d0e-4b8e-9a61-0f2d5c8b7e10"u8);

        Assert.Same(first, RecurringText.Of("7c1f4a52-3d0e-4b8e-9a61-0f2d5c8b7e10"u8));
    }
}
