using System.Text;
using Sidecar.Engine.Profiles;
using Xunit;

namespace Sidecar.Tests.Profiles;

public sealed class KeyTableTests
{
    private readonly KeyTable _keys = new(7);

    [Fact]
    public void A_text_has_one_number_while_somebody_holds_it()
    {
        int key = _keys.Hold("curl"u8);
        Assert.Equal(key, _keys.Hold("curl"u8));
        Assert.NotEqual(key, _keys.Hold("wget"u8));
        _keys.Hold(key);
        for (int references = 3; references > 0; references--)
        {
            Assert.Equal("curl"u8.ToArray(), _keys[key].Text);
            Assert.Equal(2, _keys.Count);
            _keys.Release(key);
        }

        Assert.Equal(1, _keys.Count);
    }

    [Fact]
    public void A_number_that_is_used_again_remembers_nothing()
    {
        int key = _keys.Hold("old"u8);
        _keys.AddressesOf(key).Source = TextOf.Address("10.0.0.1");
        _keys.Release(key);
        Assert.Equal(key, _keys.Hold("new"u8));
        Assert.Equal(("", 0ul), (_keys.AddressesOf(key).Source.Text, _keys.AddressesOf(key).Source.Hash));
        Assert.Equal(1, _keys[key].References);
    }

    [Fact]
    public void The_empty_text_is_a_key() => Assert.Equal(_keys.Hold([]), _keys.Hold(""u8));

    [Fact]
    public void References_are_what_a_count_of_them_says()
    {
        Random random = new(3);
        Dictionary<string, int> model = [];
        Dictionary<string, int> numbers = [];
        for (int step = 0; step < 20_000; step++)
        {
            string text = $"key/{random.Next(300)}";
            if (random.Next(2) == 0)
            {
                int key = _keys.Hold(Encoding.UTF8.GetBytes(text));
                Assert.Equal(numbers.GetValueOrDefault(text, key), key);
                numbers[text] = key;
                model[text] = model.GetValueOrDefault(text) + 1;
            }
            else if (model.TryGetValue(text, out int references))
            {
                _keys.Release(numbers[text]);
                if (references == 1)
                {
                    model.Remove(text);
                    numbers.Remove(text);
                }
                else
                {
                    model[text] = references - 1;
                }
            }

            Assert.Equal(model.Count, _keys.Count);
        }

        Assert.All(numbers, known => Assert.Equal((known.Key, model[known.Key]), (Encoding.UTF8.GetString(_keys[known.Value].Text), _keys[known.Value].References)));
        foreach ((string text, int references) in model)
        {
            for (int i = 0; i < references; i++)
                _keys.Release(numbers[text]);
        }

        Assert.Equal(0, _keys.Count);
    }

    [Fact]
    public void Looking_for_a_text_holds_nothing()
    {
        KeyTable keys = new(seed: 1);
        Assert.False(keys.TryFind("a"u8, out _));
        Assert.Equal(0, keys.Count);
        int key = keys.Hold("a"u8);
        Assert.True(keys.TryFind("a"u8, out int found));
        Assert.Equal(key, found);
        keys.Release(key);
        Assert.False(keys.TryFind("a"u8, out _));
    }
}
