package dev.kern.web;

import dev.kern.data.file.Problem;
import dev.kern.data.file.ShellWord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The certificate and private key of a server.
public final class Tls {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /// How to sign by the kind of key.
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private final SSLContext context;
  private final SSLContext own;

  private Tls(SSLContext context, SSLContext own) {
    this.context = context;
    this.own = own;
  }

  /// Reads a certificate, which its issuers' may follow, and its private key, both as PEM. The key
  /// is PKCS #8, without a password.
  ///
  /// Fails with a [dev.kern.data.file.DataException] if a file isn't that, or they don't belong
  /// together.
  public static Tls of(Path certificate, Path key) {
    List<Certificate> chain = readCertificates(certificate);
    PrivateKey secret = readKey(key);
    PublicKey known = chain.getFirst().getPublicKey();
    if (!belongTogether(secret, known)) {
      throw Problem.at(key.toString(), "this key doesn't belong to the certificate")
          .given(secret.getAlgorithm() + " key")
          .expected("the " + known.getAlgorithm() + " key of " + certificate)
          .fix("give the key for which the certificate was issued");
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] password = {};
      store.setKeyEntry("kern", secret, password, chain.toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new Tls(context, trusting(chain.getFirst()));
    } catch (GeneralSecurityException | IOException e) {
      throw Problem.at(certificate.toString(), "TLS can't use this: " + e.getMessage())
          .because(e)
          .fix(
              "check the certificate with: openssl x509 -text -in "
                  + ShellWord.of(certificate.toString()));
    }
  }

  SSLContext context() {
    return context;
  }

  /// For clients within this process: it trusts this certificate alone, whatever its name and age.
  SSLContext own() {
    return own;
  }

  private static SSLContext trusting(Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("kern", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static List<Certificate> readCertificates(Path file) {
    byte[] bytes = read(file);
    try {
      List<Certificate> chain =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(bytes)));
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      throw noCertificate(file).because(e).fix("give the PEM file of the certificate");
    }
    throw noCertificate(file).fix("give the PEM file of the certificate");
  }

  private static Problem noCertificate(Path file) {
    return Problem.at(file.toString(), "this isn't a certificate")
        .expected("-----BEGIN CERTIFICATE-----");
  }

  private static PrivateKey readKey(Path file) {
    String text = new String(read(file), StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      boolean other = text.contains("PRIVATE KEY-----");
      String name = ShellWord.of(file.toString());
      throw Problem.at(
              file.toString(),
              other ? "this private key isn't plain PKCS #8" : "this isn't a private key")
          .expected(BEGIN)
          .fix(
              other
                  ? "convert it: openssl pkcs8 -topk8 -nocrypt -in " + name + " -out key.pem"
                  : "give the PEM file of the private key");
    }
    byte[] encoded;
    try {
      encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
    } catch (IllegalArgumentException e) {
      throw damaged(file, e);
    }
    for (String algorithm : SIGNATURES.keySet()) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (InvalidKeySpecException e) {
        // The key is of another kind.
      } catch (GeneralSecurityException e) {
        throw damaged(file, e);
      }
    }
    throw damaged(file, new InvalidKeySpecException("neither RSA, EC nor EdDSA"));
  }

  private static RuntimeException damaged(Path file, Exception cause) {
    return Problem.at(file.toString(), "this private key is damaged or of an unknown kind")
        .expected("an RSA, EC or Ed25519 key")
        .because(cause)
        .fix("copy the file again, or make a new key");
  }

  private static boolean belongTogether(PrivateKey secret, PublicKey known) {
    String algorithm = SIGNATURES.get(secret.getAlgorithm());
    if (algorithm == null) {
      return false;
    }
    byte[] message = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(secret);
      signature.update(message);
      byte[] signed = signature.sign();
      signature.initVerify(known);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }
}
