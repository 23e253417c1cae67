// Makes src/Server/Accounts/common-passwords.bin, and a sample of the list for the tests. README.md says how to run it.
using System.Buffers.Binary;
using Sallyport.Core.Accounts;
using Sallyport.Server.Accounts;

if (args is not [var listFile, var binaryFile, var sampleFile])
{
    Console.Error.WriteLine("Usage: dotnet run --project tools/CommonPasswords -- LIST BINARY SAMPLE");
    return 2;
}

var common = File.ReadLines(listFile)
    .Select(PasswordText.Canonical)
    .Where(password => PasswordText.CodePoints(password) >= PasswordRule.MinimumWithMfa)
    .Distinct(StringComparer.Ordinal)
    .ToList();

using (var binary = File.Create(binaryFile))
{
    var buckets = common.Select(CommonPasswords.Place).Distinct().ToLookup(place => place.Bucket, place => place.Kept);
    var kept = Enumerable.Range(0, CommonPasswords.Buckets).Select(bucket => buckets[bucket].Order().ToArray()).ToList();
    foreach (var bucket in kept)
        binary.WriteByte(checked((byte)bucket.Length));
    var two = new byte[CommonPasswords.KeptLength];
    foreach (var value in kept.SelectMany(bucket => bucket))
    {
        BinaryPrimitives.WriteUInt16BigEndian(two, value);
        binary.Write(two);
    }
}

// The 3,000 most common (ASVS 6.2.4) and every thousandth of the others.
File.WriteAllLines(sampleFile, common.Where((_, index) => index < 3_000 || index % 1_000 == 0));
Console.WriteLine($"{common.Count} passwords, {new FileInfo(binaryFile).Length} bytes");
return 0;
