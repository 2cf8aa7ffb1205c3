"""Writes the small pickles beside it; NumPy 2.4 under Python 3.11 wrote those committed.

Every file holds the same three splits of 4 x 4 pictures, so that the tests know what to expect:
pixel k of split s is ((37 k + 11 s) % 256 - 127.5) / 255, the label of picture i is i % 10.
"""
import gzip
import os
import pickle
import struct
import numpy as np

SIZES = {'train': 20, 'valid': 10, 'test': 10}


def raw(split, count):
    k = np.arange(count * 16)
    return ((37 * k + 11 * split) % 256).reshape(count, 4, 4)


def course(change=lambda x: x, labels='int32'):
    data = {}
    for s, (name, count) in enumerate(SIZES.items()):
        data[name + '_dataset'] = change(((raw(s, count) - 127.5) / 255).astype(np.float32))
        data[name + '_labels'] = (np.arange(count) % 10).astype(labels)
    return data


def write(name, data, protocol):
    with open(name if name.startswith('..') else name + '.pickle', 'wb') as file:
        pickle.dump(data, file, protocol)


def turned(x):
    """The same array, stored with its axes in another order than C's or Fortran's."""
    return np.ascontiguousarray(x.transpose(1, 0, 2)).transpose(1, 0, 2)


for protocol in range(6):
    write(f'course_p{protocol}', course(), protocol)
    write(f'empty_p{protocol}', course() | {
        'valid_dataset': np.zeros((0, 4, 4), 'f4'), 'valid_labels': np.zeros(0, 'i4')}, protocol)
    write(f'fortran_p{protocol}', course(np.asfortranarray), protocol)
    write(f'big_p{protocol}', course(lambda x: x.astype('>f4'), '>i4'), protocol)

write('turned_p4', course(turned), 4)
write('turned_p5', course(turned), 5)
write('double_p2', course(lambda x: x.astype('f8'), 'i8'), 2)
write('half_p5', course(lambda x: x.astype('f2'), 'u1'), 5)
write('onehot_p4', {k: (np.eye(10, dtype='f4')[v] if k.endswith('labels') else v)
                    for k, v in course().items()}, 4)

types = 'f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1'.split()
for protocol in range(6):
    write(f'types_p{protocol}', {order + t: np.arange(6).astype(order + t).reshape(2, 3) if t != 'b1'
                                 else np.array([[False, True, False], [True, True, False]])
                                 for t in types for order in '<>'}, protocol)

big_label = course(labels='int64')
big_label['train_labels'][7] = 2 ** 32 + 3
write('biglabel_p4', big_label, 4)

bytes8 = {name + '_dataset': raw(s, count).astype('u1')
          for s, (name, count) in enumerate(SIZES.items())}
write('bytes_p4', course() | bytes8, 4)
write('floats255_p4', course() | {k: v.astype('f4') for k, v in bytes8.items()}, 4)
write('named_p4', course() | {'class_names': list('ABCDEFGHIJKL')}, 4)
write('extras_p2', course() | {
    'note': 'scaled by (v - 127.5) / 255', 'mean': np.float64(0.25), 'sizes': [1, 2.5, None, True],
    'nested': {'a': (1, -2, 3 ** 30), 7: [b'x', 'ä', '€']}, 'dates': np.array(['2020-01-01'], 'M8[D]'),
    'words': np.array(['one', 'two'])}, 2)

# What others pickle: tuples without names (mnist.pkl.gz), CIFAR's batches and the names of their
# classes, as Python 2 and 3 have them, and the images of one class.
for names in (('train', 'valid', 'test'), ('train', 'test')):
    pairs = tuple((bytes8[name + '_dataset'].reshape(-1, 16) / np.float32(255), np.arange(SIZES[name]) % 10)
                  for name in names)
    write(f'tuples{len(names)}_p2', pairs, 2)
    write(f'tuples{len(names)}_p4', pairs, 4)

planes = np.arange(3072)
cifar = np.array([7 * (planes % 1024) + 50 * (planes // 1024) + i for i in range(2)]) % 256
write('cifar_p2', {b'batch_label': b'testing batch 1 of 1', b'labels': [3, 5], b'data': cifar.astype('u1'),
                   b'filenames': [b'a.png', b'b.png']}, 2)
write('cifar_p4', {'labels': [0, 9], 'data': np.asfortranarray(cifar.astype('u1'))}, 4)
write('cifar100_p4', {'filenames': ['a.png', 'b.png'], 'fine_labels': [99, 7], 'coarse_labels': [1, 19],
                      'data': cifar.astype('u1')}, 4)
write('cifarnames_p2', {b'num_cases_per_batch': 2, b'label_names': [b'class %d' % i for i in range(10)],
                        b'num_vis': 3072}, 2)
write('cifar100names_p4', {'fine_label_names': ['fine %02d' % i for i in range(100)],
                           'coarse_label_names': ['coarse %02d' % i for i in range(20)]}, 4)
write('letter_p2', course()['valid_dataset'][:5], 2)
write('letter_p4', course()['test_dataset'][:3], 4)

write('../fixture/pickle', course(), 4)


def idx(name, array):
    with gzip.GzipFile('../fixture/idx/' + name + '.gz', 'wb', mtime=0) as file:
        file.write(struct.pack('>BBBB', 0, 0, 8, array.ndim) + struct.pack(f'>{array.ndim}I', *array.shape))
        file.write(array.astype('u1').tobytes())


for s, (name, count) in enumerate(SIZES.items()):
    idx(name + '-images-idx3-ubyte', raw(s, count))
    idx(name + '-labels-idx1-ubyte', np.arange(count) % 10)


def images_and_labels():
    return {f'{name}_{kind}': array.astype('u1') for s, (name, count) in enumerate(SIZES.items())
            for kind, array in (('images', raw(s, count)), ('labels', np.arange(count) % 10))}


with open('../fixture/npz', 'wb') as file:
    np.savez_compressed(file, **images_and_labels())
for name, array in images_and_labels().items():
    np.save('../fixture/npy/' + name, array)

# One array in all the ways that NumPy has to store it.
numbers = np.arange(6).reshape(2, 3)
np.savez('../npy/types.npz', **{
    order + t + layout: np.asarray(numbers > 2 if t == 'b1' else numbers, order + t, layout)
    for t in types for order in '<>' for layout in 'CF'})
np.savez('../npy/keras.npz', x_train=course()['train_dataset'], y_train=course()['train_labels'][:, None],
         x_test=np.asfortranarray(course()['test_dataset'], '>f8'), y_test=course()['test_labels'],
         class_names=np.array(list('abcdefghi') + ['ä€']), note=np.array('passed over'))

# Tables, and a file for each class.
for s, (name, count) in enumerate(SIZES.items()):
    os.makedirs('../fixture/class-arrays/' + name, exist_ok=True)
    for c in range(10):
        np.save(f'../fixture/class-arrays/{name}/{c}', raw(s, count)[c::10].astype('u1'))
    with open(f'../fixture/csv/{name}.csv', 'w') as file:
        print('label', *(f'{i}x{j}' for i in range(1, 5) for j in range(1, 5)), sep=',', file=file)
        for i, image in enumerate(raw(s, count)):
            print(i % 10, *image.ravel(), sep=',', file=file)
